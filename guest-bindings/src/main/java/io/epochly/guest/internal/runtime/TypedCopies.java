package io.epochly.guest.internal.runtime;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a kernel for buffers is quicker on typed arrays with the same elements, copies and all.
 * C2 vectorises loops over typed arrays, and none over elements at places of a {@code byte[]}: a
 * kernel that goes over its arrays often gains much more than the copies cost, one that goes over
 * them once does not. Both give the same bits. Calls on buffers show what a kernel takes; one that
 * takes long is tried on copies, and what is quicker is kept, for arrays of about the same size.
 *
 * <p>Guarded by the lock that calls are made under.
 */
final class TypedCopies {
  /** Every second call is on copies, whatever that costs, so that tests meet both. */
  private static final boolean IN_TURNS = Boolean.getBoolean("epochly.guest.copiesInTurns");

  private static final long LEAST_BYTES = 1 << 12;
  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

  /** What calls have taken before another kernel is compiled. */
  private static final long WORTH_NANOS = 50_000_000;

  /** What a call takes at least, for each byte, before copies may pay. */
  private static final double WORTH_NANOS_PER_BYTE = 1.0;

  private static final int SETTLED = 3;

  /** Calls on copies before they are compared: their code is compiled meanwhile. */
  private static final int TRIALS = 20;

  /** So many if they take this many times as long as calls on buffers. */
  private static final int FIRST_TRIALS = 5;

  private static final double HOPELESS = 4.0;

  private static final int MOST_TRIALS = 2000;
  private static final int SIZES = Long.SIZE;
  private static final double SHORTEST_INTERVAL = 16;

  /** The places of the parameters that are copied, and how their elements lie. */
  private final int[] copied;

  private final List<Storage> storages;
  private final boolean inTurns;
  private final Measured onBuffers = new Measured();
  private final Measured onCopies = new Measured();
  private final int[] sinceOther = new int[SIZES];

  /** What the last call on copies took when they were last compared. */
  private final double[] compared = new double[SIZES];

  private long turns;

  /** What calls took, by the size of their arrays. */
  private static final class Measured {
    private final int[] calls = new int[SIZES];
    private final long[] total = new long[SIZES];
    private final double[] latest = new double[SIZES];
    private final long[] last = new long[SIZES];

    Measured() {
      Arrays.fill(latest, Double.NaN);
    }

    void add(int size, long nanos) {
      last[size] = nanos;
      latest[size] = DeviceCosts.closer(latest[size], nanos);
      calls[size]++;
      total[size] += nanos;
    }
  }

  /** Operands on which another kernel does the same, and the way back. */
  record Operands(Object[] operands, List<Back> back) {
    /**
     * Puts the elements back that the kernel may have stored, with no more stack than they took.
     */
    void commit() {
      for (Back elements : back) {
        elements.to.copyFrom(elements.from);
      }
    }
  }

  /** A copy of which elements may have been stored. */
  record Back(MemorySegment from, MemorySegment to) {}

  TypedCopies(int[] copied, List<Storage> storages, boolean inTurns) {
    this.copied = copied;
    this.storages = storages;
    this.inTurns = inTurns;
  }

  /**
   * Those of a kernel.
   *
   * @param given how many of its parameters are those of the function
   */
  static TypedCopies of(Kernel kernel, int given) {
    List<ArrayParam> buffers = new ArrayList<>();
    // Of narrower ones the kernel on Java's arrays may store what these buffers do not take.
    boolean narrow = false;
    for (Param param : kernel.params()) {
      if (param instanceof ArrayParam array && array.index() < given && array.type().rank() == 1) {
        switch (array.type().storage()) {
          case F64, I64 -> buffers.add(array);
          case F32 -> {
            buffers.add(array);
            narrow |= array.type().store() != ArrayType.StoreRule.CONVERT;
          }
          case I32, I16 -> narrow = true;
          default -> {}
        }
      }
    }
    // What gives a buffer back gives the guest's own.
    boolean gives = ResultTypes.arrays(kernel).stream().anyMatch(ArrayParam.class::isInstance);
    if (narrow || gives || kernel.body().isEmpty()) {
      buffers.clear();
    }
    return new TypedCopies(
        buffers.stream().mapToInt(ArrayParam::index).toArray(),
        buffers.stream().map(array -> array.type().storage()).toList(),
        IN_TURNS);
  }

  /** Whether there is something to choose. */
  boolean areThere() {
    return copied.length > 0;
  }

  /** The bytes to be copied for a call; 0 if there is nothing to choose for these operands. */
  long bytes(Object[] operands) {
    long bytes = 0;
    for (int i = 0; i < copied.length; i++) {
      ArrayArg buffer = (ArrayArg) operands[copied[i]];
      if (buffer.strides[0] != storages.get(i).bytes()) {
        return 0;
      }
      bytes += size(buffer);
    }
    boolean worth = inTurns ? bytes > 0 : bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
    return worth && areApart(operands) ? bytes : 0;
  }

  private static long size(ArrayArg buffer) {
    return buffer.shape[0] * buffer.strides[0];
  }

  /** Whether each shares memory with no other, or only with its like. */
  private boolean areApart(Object[] operands) {
    for (int i = 0; i < copied.length; i++) {
      ArrayArg one = (ArrayArg) operands[copied[i]];
      for (int place = 0; place < operands.length; place++) {
        if (operands[place] instanceof ArrayArg other
            && other != one
            && other.base == one.base
            && !isLike(i, one, place, other)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether both are copied, and one copy will do. */
  private boolean isLike(int index, ArrayArg one, int place, ArrayArg other) {
    int found = Arrays.binarySearch(copied, place);
    return found >= 0
        && storages.get(found) == storages.get(index)
        && one.offset == other.offset
        && Arrays.equals(one.shape, other.shape)
        && Arrays.equals(one.strides, other.strides);
  }

  /** Whether the next call with so many bytes is to be on copies. */
  boolean pay(long bytes) {
    if (inTurns) {
      return turns++ % 2 == 0;
    }
    int size = size(bytes);
    double buffers = onBuffers.latest[size];
    if (onBuffers.calls[size] < SETTLED
        || onBuffers.total[size] < WORTH_NANOS
        || onCopies.calls[size] == 0 && buffers < WORTH_NANOS_PER_BYTE * bytes) {
      return false;
    }
    double copies = onCopies.latest[size];
    if (areTried(size, copies < HOPELESS * buffers)) {
      return true;
    }
    boolean better = copies < buffers;
    double loss = Math.max(copies, buffers) / Math.min(copies, buffers) - 1.0;
    if (compared[size] == 0) {
      compared[size] = onCopies.last[size];
    }
    // Work that has become much less is other work, for which to copy may take the most time.
    boolean other = better && onCopies.last[size] < compared[size] / 2;
    if (++sinceOther[size]
        < (other ? SHORTEST_INTERVAL : Math.max(100 * loss, SHORTEST_INTERVAL))) {
      return better;
    }
    compared[size] = onCopies.last[size];
    sinceOther[size] = 0;
    return !better;
  }

  private boolean areTried(int size, boolean hope) {
    int calls = onCopies.calls[size];
    return calls < FIRST_TRIALS
        || hope && (calls < TRIALS || onCopies.total[size] < WORTH_NANOS && calls < MOST_TRIALS);
  }

  private static int size(long bytes) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
  }

  /**
   * The operands for the kernel on copies.
   *
   * @param kernel the one on buffers
   */
  Operands copies(Object[] operands, CompiledKernel kernel) {
    Object[] result = operands.clone();
    List<Back> back = new ArrayList<>();
    for (int i : copied) {
      ArrayArg buffer = (ArrayArg) operands[i];
      Storage storage = ((ArrayParam) kernel.ir().params().get(i)).type().storage();
      int length = Math.toIntExact(buffer.shape[0]);
      MemorySegment bytes =
          MemorySegment.ofArray((byte[]) buffer.base).asSlice(buffer.offset, size(buffer));
      Optional<ArrayArg> known = like(operands, result, i);
      if (known.isPresent()) {
        result[i] = known.get();
      } else {
        Object copy = newArray(storage, length);
        segment(copy).copyFrom(bytes);
        result[i] = ArrayArg.flat(copy, length);
      }
      if (kernel.stores(i)) {
        back.add(new Back(segment(((ArrayArg) result[i]).base), bytes));
      }
    }
    return new Operands(result, back);
  }

  /** What was made for an operand before this one that is of the same memory. */
  private Optional<ArrayArg> like(Object[] operands, Object[] made, int place) {
    for (int i : copied) {
      if (i == place) {
        break;
      }
      if (((ArrayArg) operands[i]).base == ((ArrayArg) operands[place]).base) {
        return Optional.of((ArrayArg) made[i]);
      }
    }
    return Optional.empty();
  }

  private static Object newArray(Storage storage, int length) {
    return switch (storage) {
      case F64 -> new double[length];
      case F32 -> new float[length];
      case I64 -> new long[length];
      default -> throw new IllegalStateException("no copies of " + storage);
    };
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case double[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalStateException("no copy " + array.getClass());
    };
  }

  /** Takes note of a call on buffers. */
  void onBuffers(long bytes, long nanos) {
    onBuffers.add(size(bytes), nanos);
  }

  /** There was no memory for so many bytes of copies. */
  void tooLarge(long bytes) {
    int size = size(bytes);
    onCopies.calls[size] = MOST_TRIALS;
    onCopies.latest[size] = Double.MAX_VALUE;
  }

  /** Takes note of a call on copies. */
  void onCopies(long bytes, long nanos) {
    onCopies.add(size(bytes), nanos);
  }

  /** What was measured, for people; empty as long as there is nothing to compare. */
  Optional<String> text() {
    StringBuilder result = new StringBuilder();
    for (int size = 0; size < SIZES; size++) {
      if (onCopies.calls[size] > 0 && onBuffers.calls[size] > 0) {
        result.append(
            String.format(
                Locale.ROOT,
                "%s%.3f ms on typed copies and %.3f ms on the buffers with up to %d bytes",
                result.isEmpty() ? "" : ", ",
                onCopies.latest[size] / 1e6,
                onBuffers.latest[size] / 1e6,
                (2L << size) - 1));
      }
    }
    return result.isEmpty() ? Optional.empty() : Optional.of(result.toString());
  }
}
