package io.epochly.guest.internal.graalpy;

import com.oracle.graal.python.PythonLanguage;
import com.oracle.graal.python.builtins.PythonBuiltinClassType;
import com.oracle.graal.python.builtins.objects.PNone;
import com.oracle.graal.python.builtins.objects.array.PArray;
import com.oracle.graal.python.builtins.objects.buffer.PythonBufferAccessLibrary;
import com.oracle.graal.python.builtins.objects.bytes.PByteArray;
import com.oracle.graal.python.builtins.objects.bytes.PBytes;
import com.oracle.graal.python.builtins.objects.cell.PCell;
import com.oracle.graal.python.builtins.objects.code.PCode;
import com.oracle.graal.python.builtins.objects.common.HashingStorageNodes.HashingStorageGetItem;
import com.oracle.graal.python.builtins.objects.complex.PComplex;
import com.oracle.graal.python.builtins.objects.dict.PDict;
import com.oracle.graal.python.builtins.objects.floats.PFloat;
import com.oracle.graal.python.builtins.objects.function.PFunction;
import com.oracle.graal.python.builtins.objects.function.PKeyword;
import com.oracle.graal.python.builtins.objects.ints.PInt;
import com.oracle.graal.python.builtins.objects.list.PList;
import com.oracle.graal.python.builtins.objects.memoryview.PMemoryView;
import com.oracle.graal.python.builtins.objects.module.PythonModule;
import com.oracle.graal.python.builtins.objects.object.PythonObject;
import com.oracle.graal.python.builtins.objects.tuple.PTuple;
import com.oracle.graal.python.builtins.objects.type.PythonClass;
import com.oracle.graal.python.builtins.objects.type.TypeNodes;
import com.oracle.graal.python.nodes.PGuards;
import com.oracle.graal.python.nodes.attributes.LookupAttributeInMRONode;
import com.oracle.graal.python.nodes.attributes.ReadAttributeFromObjectNode;
import com.oracle.graal.python.nodes.attributes.WriteAttributeToObjectNode;
import com.oracle.graal.python.nodes.object.GetClassNode;
import com.oracle.graal.python.runtime.EmulatedPosixSupport;
import com.oracle.graal.python.runtime.GilNode;
import com.oracle.graal.python.runtime.PythonContext;
import com.oracle.graal.python.runtime.object.PFactory;
import com.oracle.graal.python.runtime.sequence.storage.BoolSequenceStorage;
import com.oracle.graal.python.runtime.sequence.storage.DoubleSequenceStorage;
import com.oracle.graal.python.runtime.sequence.storage.EmptySequenceStorage;
import com.oracle.graal.python.runtime.sequence.storage.IntSequenceStorage;
import com.oracle.graal.python.runtime.sequence.storage.LongSequenceStorage;
import com.oracle.graal.python.runtime.sequence.storage.ObjectSequenceStorage;
import com.oracle.graal.python.runtime.sequence.storage.SequenceStorage;
import com.oracle.graal.python.util.BufferFormat;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.strings.TruffleString;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompoundValue;
import io.epochly.kernels.NestedList;
import io.epochly.kernels.OperandRow;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Storage;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives kernels GraalPy's own arrays. All methods but {@link #enter} are called with GraalPy's lock
 * held.
 */
public final class DirectAccess implements GuestAccess {
  /** The attribute that the decorator's functions carry; a copy of it marks nothing. */
  private static final TruffleString WRAPPER_MARK = Name.of("__epochly__").guest();

  private static final TruffleString GET_ATTRIBUTE = Name.of("__getattribute__").guest();
  private static final TruffleString SET_ATTRIBUTE = Name.of("__setattr__").guest();
  private static final TruffleString SLOTS = Name.of("__slots__").guest();

  /** The code flags of generators, coroutines and asynchronous generators. */
  private static final int SUSPENDS = 0x20 | 0x80 | 0x100 | 0x200;

  /** Rows beyond this number take longer to look at than a kernel could save. */
  private static final int MAX_ROWS = 1 << 22;

  /** Behind those of the standard streams. */
  private static final int FIRST_DESCRIPTOR = 3;

  private static final int WIDE_GAP = 4096;

  private final PythonContext context;
  private final List<Channel> standardStreams;
  private final Types types = new Types();
  private Object arrayType = ABSENT;

  DirectAccess(PythonContext context) {
    this.context = context;
    this.standardStreams = standardStreams(context);
  }

  /** A guest may give them other numbers, but they are the host's to close. */
  private static List<Channel> standardStreams(PythonContext context) {
    List<Channel> channels = new ArrayList<>();
    if (context.getPosixSupport() instanceof EmulatedPosixSupport descriptors) {
      for (int number = 0; number < FIRST_DESCRIPTOR; number++) {
        Channel channel = descriptors.getFileChannel(number);
        if (channel != null) {
          channels.add(channel);
        }
      }
    }
    return channels;
  }

  @Override
  public String description() {
    return "direct";
  }

  @Override
  public boolean canRunKernels(boolean threads) {
    return true;
  }

  /**
   * Does what calls do with guest objects of the bootstrap.
   *
   * @throws LinkageError if GraalPy's classes are not what this was compiled against
   */
  void selfTest(GuestTypes guest) {
    Arguments scalars = arguments(new Object[] {1, 1L, 1.0, true});
    boolean ok =
        scalars.obstacle() == null
            && isModule(guest.builtins())
            && builtin(Name.of("list")) == guest.list()
            && attribute(guest.builtins(), Name.of("list")) == guest.list()
            && typeName(guest.builtins()).equals("module");
    Arguments refused = arguments(new Object[] {guest.builtins()});
    if (!ok || refused.obstacle() != Obstacle.OTHER_TYPE) {
      throw new IncompatibleClassChangeError("GraalPy's objects behave differently");
    }
  }

  /**
   * GraalPy 25.0 makes its threads take turns in the first context of an engine only: in later ones
   * a thread that computes would keep the lock for ever. Starting it twice in a context does no
   * harm.
   */
  @Override
  public void becomeMultiThreaded() {
    context.initializeMultiThreading();
  }

  @Override
  public void closeLeftOpen() {
    if (!(context.getPosixSupport() instanceof EmulatedPosixSupport descriptors)) {
      return;
    }
    // A new one is given the least number that is free, so there are no more behind a wide gap.
    int free = 0;
    for (int number = FIRST_DESCRIPTOR; free < WIDE_GAP; number++) {
      Channel channel = descriptors.getFileChannel(number);
      free = channel == null ? free + 1 : 0;
      if (channel != null && !standardStreams.contains(channel)) {
        close(channel);
      }
    }
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // What is lost is the guest's, and nobody is left in it who could be told.
    }
  }

  @Override
  public boolean enter(Node location) {
    return GilNode.getUncached().acquire(context, location);
  }

  @Override
  public void leave(boolean entered) {
    GilNode.getUncached().release(context, entered);
  }

  @Override
  public void classify(Object raw, Arguments into, int index) {
    switch (raw) {
      case Double value -> into.set(index, ScalarType.FLOAT, value);
      case Integer value -> into.set(index, ScalarType.INT, Long.valueOf(value));
      case Long value -> into.set(index, ScalarType.INT, value);
      case Boolean value -> into.set(index, ScalarType.BOOL, value);
      case PList list -> list(list, into, index);
      case PArray array -> array(array, into, index);
      case PMemoryView view -> view(view, into, index);
      case PByteArray bytes -> {
        if (PGuards.isBuiltinByteArray(bytes)) {
          buffer(bytes, Storage.U8, false, bytes.getSequenceStorage().length(), into, index);
        } else {
          into.refuse(index, Obstacle.SUBCLASS);
        }
      }
      case PBytes bytes -> {
        if (PGuards.isBuiltinBytes(bytes)) {
          buffer(bytes, Storage.U8, true, bytes.getSequenceStorage().length(), into, index);
        } else {
          into.refuse(index, Obstacle.SUBCLASS);
        }
      }
      case PInt value -> {
        if (!PGuards.isBuiltinPInt(value)) {
          into.refuse(index, Obstacle.SUBCLASS);
        } else if (value.getValue().bitLength() > 63) {
          into.refuse(index, Obstacle.BIG_INT);
        } else {
          into.set(index, ScalarType.INT, value.getValue().longValueExact());
        }
      }
      case PFloat value -> {
        if (GetClassNode.executeUncached(value) == PythonBuiltinClassType.PFloat) {
          into.set(index, ScalarType.FLOAT, value.getValue());
        } else {
          into.refuse(index, Obstacle.SUBCLASS);
        }
      }
      case TruffleString text -> into.set(index, CompoundType.TEXT, Texts.operand(text));
      case PComplex value -> {
        if (isExact(value)) {
          into.set(
              index,
              CompoundType.COMPLEX,
              ArrayArg.flat(new double[] {value.getReal(), value.getImag()}, 2));
        } else {
          into.refuse(index, Obstacle.SUBCLASS);
        }
      }
      case ArrayLayout layout -> typed(layout, into, index);
      case PythonObject object
          when arrayType != ABSENT && GetClassNode.executeUncached(object) == arrayType -> {
        if (ReadAttributeFromObjectNode.getUncached().execute(object, LAYOUT.guest())
            instanceof ArrayLayout layout) {
          typed(layout, into, index);
        } else {
          into.refuse(index, Obstacle.OTHER_TYPE);
        }
      }
      case PythonObject object when isInstance(object) ->
          into.set(index, OpaqueType.OBJECT, object);
      default -> into.refuse(index, Obstacle.OTHER_TYPE);
    }
  }

  private static boolean isExact(PComplex value) {
    return GetClassNode.executeUncached(value) == PythonBuiltinClassType.PComplex;
  }

  @Override
  public void setArrayType(Object type) {
    arrayType = type;
  }

  private void typed(ArrayLayout layout, Arguments into, int index) {
    byte[] bytes = bytesOf(layout.memory().bytes());
    Optional<ArrayType> type = layout.type(types);
    if (type.isEmpty()) {
      into.refuse(index, Obstacle.AXES);
    } else if (bytes == null
        || !layout.liesWithin(
            PythonBufferAccessLibrary.getUncached().getBufferLength(layout.memory().bytes()))) {
      into.refuse(index, Obstacle.FOREIGN_MEMORY);
    } else {
      into.set(index, type.get(), layout.over(bytes));
      into.liesIn(index, layout.memory());
    }
  }

  /** Whether a value is an object of a class written in Python, and nothing built in besides. */
  private static boolean isInstance(Object value) {
    return value.getClass() == PythonObject.class
        && GetClassNode.executeUncached(value) instanceof PythonClass;
  }

  private void list(PList list, Arguments into, int index) {
    if (!PGuards.isBuiltinList(list)) {
      into.refuse(index, Obstacle.SUBCLASS);
      return;
    }
    SequenceStorage storage = list.getSequenceStorage();
    int length = storage.length();
    if (length == 0) {
      into.setEmpty(index);
      return;
    }
    switch (storage) {
      case DoubleSequenceStorage s ->
          into.set(
              index,
              types.list(Storage.DOUBLES, 1),
              ArrayArg.flat(s.getInternalDoubleArray(), length));
      case LongSequenceStorage s ->
          into.set(
              index, types.list(Storage.LONGS, 1), ArrayArg.flat(s.getInternalLongArray(), length));
      case BoolSequenceStorage s ->
          into.set(
              index, types.list(Storage.BOOLS, 1), ArrayArg.flat(s.getInternalBoolArray(), length));
      case IntSequenceStorage s -> {
        if (into.mustWiden(list)) {
          Object array = leaf(list, Storage.LONGS, into, index);
          into.set(index, types.list(Storage.LONGS, 1), ArrayArg.flat(array, length));
        } else {
          into.set(
              index, types.list(Storage.INTS, 1), ArrayArg.flat(s.getInternalIntArray(), length));
        }
      }
      case ObjectSequenceStorage s -> {
        if (s.getObjectItemNormalized(0) instanceof PList) {
          nested(list, into, index);
        } else if (s.getObjectItemNormalized(0) instanceof PComplex) {
          complexList(list, s, into, index);
        } else {
          Storage kind = kindOf(list, into);
          if (kind == null) {
            into.refuse(index, genericObstacle(s));
          } else {
            Object array = leaf(list, kind, into, index);
            into.set(index, types.list(kind, 1), ArrayArg.flat(array, length));
          }
        }
      }
      default -> into.refuse(index, Obstacle.LIST_STORAGE);
    }
  }

  private static void complexList(
      PList list, ObjectSequenceStorage storage, Arguments into, int index) {
    for (int i = 0; i < storage.length(); i++) {
      if (!(storage.getObjectItemNormalized(i) instanceof PComplex value) || !isExact(value)) {
        into.refuse(index, Obstacle.MIXED_LIST);
        return;
      }
    }
    Arguments.Copy copy = into.copyOf(list);
    if (copy == null) {
      copy = new ComplexCopy(storage);
      into.addCopy(list, copy);
    }
    copy.usedBy(index);
    into.set(index, CompoundType.COMPLEX_LIST, ArrayArg.flat(copy.array(), 2 * storage.length()));
  }

  /** The parts of a list of complex numbers. */
  private static final class ComplexCopy extends Arguments.Copy {
    private final ObjectSequenceStorage storage;

    ComplexCopy(ObjectSequenceStorage storage) {
      super(parts(storage));
      this.storage = storage;
    }

    private static double[] parts(ObjectSequenceStorage storage) {
      Object[] values = storage.getInternalObjectArray();
      double[] parts = new double[2 * storage.length()];
      for (int i = 0; i < storage.length(); i++) {
        PComplex value = (PComplex) values[i];
        parts[2 * i] = value.getReal();
        parts[2 * i + 1] = value.getImag();
      }
      return parts;
    }

    @Override
    void commit() {
      Object[] values = storage.getInternalObjectArray();
      double[] parts = (double[]) array();
      for (int i = 0; i < storage.length(); i++) {
        PComplex before = (PComplex) values[i];
        double real = parts[2 * i];
        double imag = parts[2 * i + 1];
        if (!same(real, before.getReal()) || !same(imag, before.getImag())) {
          values[i] = complex(real, imag);
        }
      }
    }

    private static boolean same(double a, double b) {
      return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }
  }

  private static Obstacle genericObstacle(ObjectSequenceStorage storage) {
    for (int i = 0; i < storage.length(); i++) {
      if (storage.getObjectItemNormalized(i) instanceof PInt) {
        return Obstacle.BIG_INT;
      }
    }
    return Obstacle.MIXED_LIST;
  }

  /** A list of lists, or of lists of lists, and so on. */
  private void nested(PList outer, Arguments into, int index) {
    int rank = new Depth().of(outer, Types.MAX_LIST_RANK);
    if (rank > Types.MAX_LIST_RANK) {
      into.refuse(index, Obstacle.DEEP_LIST);
      return;
    }
    int[] rows = {0};
    Storage kind = join(null, outer, rank, rows, into, index);
    if (into.obstacle() != null) {
      return;
    }
    if (kind == null) {
      into.refuse(index, Obstacle.EMPTY_LIST);
      return;
    }
    Object[] base = (Object[]) arrays(outer, rank, kind, into, index);
    into.set(index, types.list(kind, rank), ArrayArg.rows(base, lengths(outer, rank)));
  }

  /** How deep lists are nested: as the first number in them tells, else as the deepest do. */
  private static final class Depth {
    private int rowsLeft = MAX_ROWS;
    private boolean certain;

    /** The depth of a list; at most one too many. */
    int of(PList list, int most) {
      SequenceStorage storage = list.getSequenceStorage();
      if (!(storage instanceof ObjectSequenceStorage rows)
          || rows.length() == 0
          || !(rows.getObjectItemNormalized(0) instanceof PList)) {
        certain = storage.length() > 0;
        return 1;
      }
      int deepest = 2;
      for (int i = 0; i < rows.length() && most > 1 && !certain && --rowsLeft > 0; i++) {
        if (rows.getObjectItemNormalized(i) instanceof PList row) {
          int depth = 1 + of(row, most - 1);
          deepest = certain ? depth : Math.max(deepest, depth);
        }
      }
      return deepest;
    }
  }

  /** The storage kind that serves all innermost lists so far and those of this one. */
  private @Nullable Storage join(
      @Nullable Storage kind, PList list, int rank, int[] rows, Arguments into, int index) {
    if (rank == 1) {
      return join(kind, list, into, index);
    }
    SequenceStorage storage = list.getSequenceStorage();
    if (storage.length() == 0) {
      return kind;
    }
    if (!(storage instanceof ObjectSequenceStorage items)) {
      into.refuse(index, Obstacle.MIXED_LIST);
      return kind;
    }
    Storage joined = kind;
    for (int i = 0; i < items.length() && into.obstacle() == null; i++) {
      PList row = exactList(items.getObjectItemNormalized(i));
      if (row == null) {
        into.refuse(index, Obstacle.MIXED_LIST);
      } else if (++rows[0] > MAX_ROWS) {
        into.refuse(index, Obstacle.DEEP_LIST);
      } else {
        joined = join(joined, row, rank - 1, rows, into, index);
      }
    }
    return joined;
  }

  private static Object arrays(PList list, int rank, Storage kind, Arguments into, int index) {
    if (rank == 1) {
      return leaf(list, kind, into, index);
    }
    SequenceStorage storage = list.getSequenceStorage();
    Class<?> row = emptyRow(kind).getClass();
    for (int i = 2; i < rank; i++) {
      row = row.arrayType();
    }
    Object[] result = (Object[]) Array.newInstance(row, storage.length());
    for (int i = 0; i < result.length; i++) {
      PList item = (PList) ((ObjectSequenceStorage) storage).getObjectItemNormalized(i);
      result[i] = arrays(item, rank - 1, kind, into, index);
    }
    return result;
  }

  /** The lengths of the innermost lists, in as many dimensions as there are around them. */
  private static Object lengths(PList list, int rank) {
    SequenceStorage storage = list.getSequenceStorage();
    int length = storage.length();
    int[] dimensions = new int[rank - 1];
    dimensions[0] = length;
    Object result = Array.newInstance(int.class, dimensions);
    for (int i = 0; i < length; i++) {
      PList row = (PList) ((ObjectSequenceStorage) storage).getObjectItemNormalized(i);
      if (rank == 2) {
        ((int[]) result)[i] = row.getSequenceStorage().length();
      } else {
        ((Object[]) result)[i] = lengths(row, rank - 1);
      }
    }
    return result;
  }

  private static Object emptyRow(Storage kind) {
    return switch (kind) {
      case DOUBLES -> new double[0];
      case LONGS -> new long[0];
      case INTS -> new int[0];
      case BOOLS -> new boolean[0];
      default -> throw new IllegalArgumentException(kind + " is no storage of lists");
    };
  }

  private static @Nullable PList exactList(Object value) {
    return value instanceof PList list && PGuards.isBuiltinList(list) ? list : null;
  }

  /** The storage kind that serves all leaves so far and this one; refuses when there is none. */
  private static @Nullable Storage join(
      @Nullable Storage kind, PList leaf, Arguments into, int index) {
    if (leaf.getSequenceStorage().length() == 0) {
      return kind;
    }
    Storage own = kindOf(leaf, into);
    if (own == null) {
      into.refuse(
          index,
          leaf.getSequenceStorage() instanceof ObjectSequenceStorage s
              ? s.getObjectItemNormalized(0) instanceof PList
                  ? Obstacle.DEEP_LIST
                  : genericObstacle(s)
              : Obstacle.LIST_STORAGE);
      return kind;
    }
    if (kind == null || kind == own) {
      return own;
    }
    boolean ints =
        (kind == Storage.INTS || kind == Storage.LONGS)
            && (own == Storage.INTS || own == Storage.LONGS);
    if (!ints) {
      into.refuse(index, Obstacle.MIXED_LIST);
      return kind;
    }
    return Storage.LONGS;
  }

  /** The kernel storage that holds a list's elements, or null if they are of several types. */
  private static @Nullable Storage kindOf(PList list, Arguments into) {
    return switch (list.getSequenceStorage()) {
      case DoubleSequenceStorage _ -> Storage.DOUBLES;
      case LongSequenceStorage _ -> Storage.LONGS;
      case IntSequenceStorage _ -> into.mustWiden(list) ? Storage.LONGS : Storage.INTS;
      case BoolSequenceStorage _ -> Storage.BOOLS;
      case ObjectSequenceStorage s -> genericKind(s);
      default -> null;
    };
  }

  private static @Nullable Storage genericKind(ObjectSequenceStorage storage) {
    Storage kind = null;
    int length = storage.length();
    Object[] values = storage.getInternalObjectArray();
    for (int i = 0; i < length; i++) {
      Storage own =
          switch (values[i]) {
            case Double _ -> Storage.DOUBLES;
            case Integer _ -> Storage.LONGS;
            case Long _ -> Storage.LONGS;
            case Boolean _ -> Storage.BOOLS;
            case null, default -> null;
          };
      if (own == null || kind != null && kind != own) {
        return null;
      }
      kind = own;
    }
    return kind;
  }

  /** The array behind a list, or a copy of the wanted kind: one per list and call. */
  private static Object leaf(PList list, Storage kind, Arguments into, int index) {
    SequenceStorage storage = list.getSequenceStorage();
    if (storage.length() == 0) {
      return emptyRow(kind);
    }
    switch (storage) {
      case DoubleSequenceStorage s -> {
        return s.getInternalDoubleArray();
      }
      case LongSequenceStorage s -> {
        return s.getInternalLongArray();
      }
      case BoolSequenceStorage s -> {
        return s.getInternalBoolArray();
      }
      case IntSequenceStorage s when kind == Storage.INTS -> {
        return s.getInternalIntArray();
      }
      default -> {
        Arguments.Copy copy = into.copyOf(list);
        if (copy == null) {
          copy =
              storage instanceof IntSequenceStorage s
                  ? new WideCopy(list, s, into.mustWiden(list) && isFlat(into, index, list))
                  : new GenericCopy((ObjectSequenceStorage) storage, kind);
          into.addCopy(list, copy);
        }
        copy.usedBy(index);
        return copy.array();
      }
    }
  }

  private static boolean isFlat(Arguments into, int index, PList list) {
    return into.raw(index) == list;
  }

  /** A list of boxed elements that are all of one type. */
  private static final class GenericCopy extends Arguments.Copy {
    private final ObjectSequenceStorage storage;

    GenericCopy(ObjectSequenceStorage storage, Storage kind) {
      super(unbox(storage, kind));
      this.storage = storage;
    }

    private static Object unbox(ObjectSequenceStorage storage, Storage kind) {
      Object[] values = storage.getInternalObjectArray();
      int length = storage.length();
      switch (kind) {
        case DOUBLES -> {
          double[] array = new double[length];
          for (int i = 0; i < length; i++) {
            array[i] = (Double) values[i];
          }
          return array;
        }
        case LONGS -> {
          long[] array = new long[length];
          for (int i = 0; i < length; i++) {
            array[i] = ((Number) values[i]).longValue();
          }
          return array;
        }
        case BOOLS -> {
          boolean[] array = new boolean[length];
          for (int i = 0; i < length; i++) {
            array[i] = (Boolean) values[i];
          }
          return array;
        }
        default -> throw new IllegalArgumentException(kind + " is no kind of boxed elements");
      }
    }

    @Override
    void commit() {
      Object[] values = storage.getInternalObjectArray();
      switch (array()) {
        case double[] array -> {
          for (int i = 0; i < array.length; i++) {
            if (Double.doubleToRawLongBits(array[i])
                != Double.doubleToRawLongBits((Double) values[i])) {
              values[i] = array[i];
            }
          }
        }
        case long[] array -> {
          for (int i = 0; i < array.length; i++) {
            if (array[i] != ((Number) values[i]).longValue()) {
              values[i] = boxed(array[i]);
            }
          }
        }
        case boolean[] array -> {
          for (int i = 0; i < array.length; i++) {
            values[i] = array[i];
          }
        }
        default -> throw new AssertionError();
      }
    }
  }

  private static Object boxed(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  /** A list of 32-bit ints, for a kernel that stores wider ones or reads it beside wider lists. */
  private static final class WideCopy extends Arguments.Copy {
    private final PList list;
    private final IntSequenceStorage storage;
    private final boolean stored;

    /**
     * @param stored whether a wide int was certainly stored, if only for a while
     */
    WideCopy(PList list, IntSequenceStorage storage, boolean stored) {
      super(widen(storage));
      this.list = list;
      this.storage = storage;
      this.stored = stored;
    }

    private static long[] widen(IntSequenceStorage storage) {
      int[] values = storage.getInternalIntArray();
      long[] wide = new long[storage.length()];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      return wide;
    }

    @Override
    void commit() {
      long[] wide = (long[]) array();
      if (stored || !allNarrow(wide)) {
        list.setSequenceStorage(new LongSequenceStorage(wide));
        return;
      }
      int[] values = storage.getInternalIntArray();
      for (int i = 0; i < wide.length; i++) {
        values[i] = (int) wide[i];
      }
    }

    private static boolean allNarrow(long[] wide) {
      for (long value : wide) {
        if (value != (int) value) {
          return false;
        }
      }
      return true;
    }
  }

  private void array(PArray array, Arguments into, int index) {
    if (GetClassNode.executeUncached(array) != PythonBuiltinClassType.PArray) {
      into.refuse(index, Obstacle.SUBCLASS);
      return;
    }
    Storage storage = storageOf(array.getFormat());
    if (storage == null) {
      into.refuse(index, Obstacle.FORMAT);
    } else {
      buffer(array, storage, false, array.getLength(), into, index);
    }
  }

  private void buffer(
      Object owner, Storage storage, boolean readOnly, int length, Arguments into, int index) {
    byte[] bytes = bytesOf(owner);
    if (bytes == null) {
      into.refuse(index, Obstacle.FOREIGN_MEMORY);
      return;
    }
    into.set(
        index,
        types.buffer(storage, 1, readOnly),
        ArrayArg.buffer(bytes, 0, new long[] {length}, new long[] {storage.bytes()}));
  }

  private void view(PMemoryView view, Arguments into, int index) {
    if (view.isReleased()) {
      into.refuse(index, Obstacle.RELEASED);
      return;
    }
    int rank = view.getDimensions();
    if (rank == 0 || view.getBufferSuboffsets() != null) {
      into.refuse(index, Obstacle.VIEW_SHAPE);
      return;
    }
    Storage storage = storageOf(view.getFormat());
    if (storage == null) {
      into.refuse(index, Obstacle.FORMAT);
      return;
    }
    byte[] bytes =
        view.getBufferPointer() == null ? bytesOrCopy(view.getBuffer(), into, index) : null;
    if (bytes == null) {
      into.refuse(index, Obstacle.FOREIGN_MEMORY);
      return;
    }
    into.set(
        index,
        types.buffer(storage, rank, view.isReadOnly()),
        ArrayArg.buffer(
            bytes,
            view.getOffset(),
            longs(view.getBufferShape(), rank),
            longs(view.getBufferStrides(), rank)));
  }

  /** The array behind a buffer; or a copy of memory outside the JVM, such as an mmap's. */
  private static byte @Nullable [] bytesOrCopy(Object owner, Arguments into, int index) {
    byte[] bytes = bytesOf(owner);
    if (bytes != null) {
      return bytes;
    }
    Arguments.Copy copy = into.copyOf(owner);
    if (copy == null) {
      PythonBufferAccessLibrary library = PythonBufferAccessLibrary.getUncached();
      if (!library.isBuffer(owner)) {
        return null;
      }
      try {
        copy = new OutsideCopy(owner, library.getCopiedByteArray(owner));
      } catch (AbstractTruffleException e) {
        return null; // It is closed: the plain function raises as it should.
      }
      into.addCopy(owner, copy);
    }
    copy.usedBy(index);
    return (byte[]) copy.array();
  }

  /** Memory outside the JVM, of which only bytes that the kernel changed are written. */
  private static final class OutsideCopy extends Arguments.Copy {
    private final Object owner;
    private final byte[] before;

    OutsideCopy(Object owner, byte[] bytes) {
      super(bytes);
      this.owner = owner;
      this.before = bytes.clone();
    }

    @Override
    void commit() {
      byte[] after = (byte[]) array();
      PythonBufferAccessLibrary library = PythonBufferAccessLibrary.getUncached();
      for (int i = 0; i < after.length; i++) {
        if (after[i] != before[i]) {
          library.writeByte(owner, i, after[i]);
        }
      }
    }
  }

  private static long[] longs(int[] values, int length) {
    long[] longs = new long[length];
    for (int i = 0; i < length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }

  private static byte @Nullable [] bytesOf(Object owner) {
    PythonBufferAccessLibrary library = PythonBufferAccessLibrary.getUncached();
    return library.hasInternalByteArray(owner) ? library.getInternalByteArray(owner) : null;
  }

  private static @Nullable Storage storageOf(BufferFormat format) {
    return switch (format) {
      case INT_8 -> Storage.I8;
      case UINT_8 -> Storage.U8;
      case INT_16 -> Storage.I16;
      case UINT_16 -> Storage.U16;
      case INT_32 -> Storage.I32;
      case UINT_32 -> Storage.U32;
      case INT_64 -> Storage.I64;
      case UINT_64 -> Storage.U64;
      case FLOAT -> Storage.F32;
      case DOUBLE -> Storage.F64;
      case BOOLEAN -> Storage.BOOL8;
      case HALF_FLOAT, UNICODE, CHAR, OTHER -> null;
    };
  }

  @Override
  public void leaves(Object list, Map<Object, Boolean> into) {
    if (list instanceof PList outer) {
      if (outer.getSequenceStorage() instanceof ObjectSequenceStorage s
          && s.length() > 0
          && s.getObjectItemNormalized(0) instanceof PList) {
        for (int i = 0; i < s.length(); i++) {
          leaves(s.getObjectItemNormalized(i), into);
        }
      } else {
        into.put(outer, true);
      }
    }
  }

  @Override
  public Object cell(Object cell) {
    Object value = cell instanceof PCell c ? c.getRef() : null;
    return value == null ? ABSENT : value;
  }

  @Override
  public Object global(Environment environment, Name name) {
    if (!(environment.function() instanceof PFunction function)) {
      return ABSENT;
    }
    PythonObject globals = function.getGlobals();
    if (globals instanceof PDict dict) {
      Object value = HashingStorageGetItem.executeUncached(dict.getDictStorage(), name.guest());
      return value == null ? ABSENT : value;
    }
    return present(ReadAttributeFromObjectNode.getUncached().execute(globals, name.guest()));
  }

  @Override
  public Object builtin(Name name) {
    return present(
        ReadAttributeFromObjectNode.getUncached()
            .execute((Object) context.getBuiltins(), name.guest()));
  }

  @Override
  public boolean isNone(Object value) {
    return value == PNone.NONE;
  }

  @Override
  public boolean isModule(Object value) {
    return value instanceof PythonModule module
        && GetClassNode.executeUncached(module) == PythonBuiltinClassType.PythonModule;
  }

  @Override
  public Object attribute(Object module, Name name) {
    return present(ReadAttributeFromObjectNode.getUncached().execute(module, name.guest()));
  }

  @Override
  public Object instanceAttribute(Object instance, Name name) {
    if (!isInstance(instance) || !isDefault(instance, GET_ATTRIBUTE)) {
      return HANDLED;
    }
    Object ofClass = ofClass(GetClassNode.executeUncached(instance), name.guest());
    if (ofClass == PNone.NO_VALUE) {
      return own(instance, name);
    }
    // Anything else may be a descriptor, which could do anything.
    if (!isData(ofClass) && !(ofClass instanceof PFunction)) {
      return HANDLED;
    }
    Object own = own(instance, name);
    return own == ABSENT ? ofClass : own;
  }

  @Override
  public Object ownAttribute(Object instance, Name name) {
    return isInstance(instance) ? own(instance, name) : ABSENT;
  }

  private static Object own(Object instance, Name name) {
    return present(ReadAttributeFromObjectNode.getUncached().execute(instance, name.guest()));
  }

  @Override
  public Object storesPlainly(Object instance, Name name) {
    if (!isInstance(instance)
        || !isDefault(instance, GET_ATTRIBUTE)
        || !isDefault(instance, SET_ATTRIBUTE)) {
      return false;
    }
    Object type = GetClassNode.executeUncached(instance);
    Object ofClass = ofClass(type, name.guest());
    return (ofClass == PNone.NO_VALUE || isData(ofClass)) && ofClass(type, SLOTS) == PNone.NO_VALUE;
  }

  @Override
  public void store(Object instance, Name name, Object value) {
    WriteAttributeToObjectNode.getUncached().execute(instance, name.guest(), value);
  }

  private static Object ofClass(Object type, TruffleString name) {
    return LookupAttributeInMRONode.Dynamic.getUncached().execute(type, name);
  }

  /** Whether a class leaves one of the methods behind attributes as {@code object} has it. */
  private static boolean isDefault(Object instance, TruffleString method) {
    return ofClass(GetClassNode.executeUncached(instance), method)
        == ofClass(PythonBuiltinClassType.PythonObject, method);
  }

  private static boolean isData(Object value) {
    return switch (value) {
      case Double _, Integer _, Long _, Boolean _ -> true;
      case PInt i -> PGuards.isBuiltinPInt(i);
      case PFloat f -> GetClassNode.executeUncached(f) == PythonBuiltinClassType.PFloat;
      case PList l -> PGuards.isBuiltinList(l);
      case PArray array -> GetClassNode.executeUncached(array) == PythonBuiltinClassType.PArray;
      default -> false;
    };
  }

  private static Object present(Object value) {
    return value == PNone.NO_VALUE ? ABSENT : value;
  }

  @Override
  public String typeName(Object value) {
    return TypeNodes.GetNameNode.executeUncached(GetClassNode.executeUncached(value))
        .toJavaStringUncached();
  }

  @Override
  public boolean same(Object a, Object b) {
    return a == b;
  }

  @Override
  public Optional<Callee> callee(Object value) {
    if (!(value instanceof PFunction function)) {
      return Optional.empty();
    }
    Optional<Callee.Wrapper> wrapper = wrapper(function);
    if (wrapper.isPresent()) {
      return callee(wrapper.get().plainFunction());
    }
    PCode code = function.getCode();
    if (code.takesVarArgs() || code.takesVarKeywordArgs() || (code.getFlags() & SUSPENDS) != 0) {
      return Optional.empty();
    }
    return text(function).flatMap(text -> callee(function, code, text));
  }

  @Override
  public Optional<Callee.Wrapper> wrapper(Object value) {
    return value instanceof PFunction function
            && ReadAttributeFromObjectNode.getUncached().execute(function, WRAPPER_MARK)
                instanceof PTuple tuple
            && tuple.getSequenceStorage() instanceof ObjectSequenceStorage storage
            && storage.length() == 2
            && storage.getObjectItemNormalized(1) == function
            && storage.getObjectItemNormalized(0) instanceof Callee.Wrapper wrapper
        ? Optional.of(wrapper)
        : Optional.empty();
  }

  @Override
  public Object codeOf(Object value) {
    return value instanceof PFunction function ? function.getCode() : ABSENT;
  }

  private static Optional<Callee> callee(PFunction function, PCode code, String text) {
    int positional = code.getArgcount();
    List<String> names = new ArrayList<>();
    for (TruffleString name : code.getVarnames()) {
      names.add(name.toJavaStringUncached());
    }
    List<String> parameters = names.subList(0, positional + code.getKwonlyargcount());
    Map<String, Object> cells = new HashMap<>();
    TruffleString[] free = code.getFreeVars();
    PCell[] closure = function.getClosure();
    for (int i = 0; closure != null && i < closure.length; i++) {
      cells.put(free[i].toJavaStringUncached(), closure[i]);
    }
    Map<String, Object> defaults = new HashMap<>();
    Object[] values = function.getDefaults();
    for (int i = 0; i < values.length; i++) {
      defaults.put(parameters.get(positional - values.length + i), values[i]);
    }
    for (PKeyword keyword : function.getKwDefaults()) {
      defaults.put(keyword.getName().toJavaStringUncached(), keyword.getValue());
    }
    return Optional.of(
        new Callee(
            new FunctionSource(
                text,
                code.getFilename().toJavaStringUncached(),
                code.getName().toJavaStringUncached(),
                function.getQualname().toJavaStringUncached(),
                code.getFirstLineNo(),
                parameters,
                cells.keySet()),
            new Environment(function, function.getGlobals(), cells),
            code,
            defaults));
  }

  private static Optional<String> text(PFunction function) {
    try {
      InteropLibrary interop = InteropLibrary.getUncached();
      return interop.hasSourceLocation(function)
              && interop.getSourceLocation(function).getSource().hasCharacters()
          ? Optional.of(interop.getSourceLocation(function).getSource().getCharacters().toString())
          : Optional.empty();
    } catch (UnsupportedMessageException e) {
      return Optional.empty();
    }
  }

  @Override
  public Object result(@Nullable Object value, Arguments arguments) {
    return switch (value) {
      case null -> PNone.NONE;
      case Long number when number == number.intValue() -> number.intValue();
      case Object[] _, NestedList _ -> result(value, arguments, new IdentityHashMap<>());
      default -> result(value, arguments, Map.of());
    };
  }

  @Override
  public Object[] results(Object[] values, Arguments arguments) {
    Map<Object, Object> made = new IdentityHashMap<>();
    return Arrays.stream(values).map(value -> result(value, arguments, made)).toArray();
  }

  /**
   * @param made the guest's lists for what stands in several places of the result
   */
  private static Object result(
      @Nullable Object value, Arguments arguments, Map<Object, Object> made) {
    return switch (value) {
      case null -> PNone.NONE;
      case Long number when number == number.intValue() -> number.intValue();
      case CompoundValue parts ->
          switch (parts.type()) {
            case COMPLEX -> complex(parts.real(), parts.imaginary());
            case TEXT -> Texts.guest(parts.codePoints());
            case COMPLEX_LIST -> once(parts, made, () -> complexList(parts.parts()));
          };
      case Object[] items -> {
        Object[] results = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
          results[i] = result(items[i], arguments, made);
        }
        yield PFactory.createTuple(PythonLanguage.get(null), results);
      }
      case ArrayArg array -> {
        Object argument = arguments.origin(array);
        yield argument != null
            ? argument
            : once(
                array, made, () -> PFactory.createList(PythonLanguage.get(null), storage(array)));
      }
      case NestedList list ->
          once(
              list,
              made,
              () -> {
                Object[] rows =
                    list.rows().stream().map(row -> result(row, arguments, made)).toArray();
                return PFactory.createList(
                    PythonLanguage.get(null),
                    rows.length == 0
                        ? EmptySequenceStorage.INSTANCE
                        : new ObjectSequenceStorage(rows));
              });
      case OperandRow row -> {
        Object list = arguments.origin(row.operand());
        for (int index : row.path()) {
          list =
              ((ObjectSequenceStorage) ((PList) list).getSequenceStorage())
                  .getObjectItemNormalized(index);
        }
        yield list;
      }
      default -> value;
    };
  }

  private static PComplex complex(double real, double imag) {
    return PFactory.createComplex(PythonLanguage.get(null), real, imag);
  }

  private static PList complexList(double[] parts) {
    Object[] items = new Object[parts.length / 2];
    for (int i = 0; i < items.length; i++) {
      items[i] = complex(parts[2 * i], parts[2 * i + 1]);
    }
    return PFactory.createList(
        PythonLanguage.get(null),
        items.length == 0 ? EmptySequenceStorage.INSTANCE : new ObjectSequenceStorage(items));
  }

  private static Object once(Object list, Map<Object, Object> made, Supplier<Object> make) {
    Object known = made.get(list);
    if (known == null) {
      known = make.get();
      if (made instanceof IdentityHashMap) {
        made.put(list, known);
      }
    }
    return known;
  }

  /** The storage that a list has whose elements were appended one by one. */
  private static SequenceStorage storage(ArrayArg array) {
    if (array.length == 0) {
      return EmptySequenceStorage.INSTANCE;
    }
    return switch (array.base) {
      case double[] items -> new DoubleSequenceStorage(items, array.length);
      case boolean[] items -> new BoolSequenceStorage(items, array.length);
      case long[] items -> {
        int[] narrow = new int[array.length];
        for (int i = 0; i < array.length; i++) {
          narrow[i] = (int) items[i];
          if (narrow[i] != items[i]) {
            yield new LongSequenceStorage(items, array.length);
          }
        }
        yield new IntSequenceStorage(narrow, array.length);
      }
      default -> throw new IllegalStateException("no list: " + array.base.getClass());
    };
  }
}
