package io.epochly.kernels;

import io.epochly.kernels.internal.jvm.RowSets;
import io.epochly.kernels.ir.ArrayType;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One array argument of a call: where its elements lie. Two arguments that share memory share
 * {@link #base} (or rows of it), so that aliases stay aliases. Rows and lengths stay as they are:
 * what has been found out about them is kept for the rest of the call.
 *
 * <ul>
 *   <li>typed storage, rank 1: {@code base} is {@code double[]}, {@code long[]}, {@code int[]} or
 *       {@code boolean[]}, of which the first {@code length} elements count;
 *   <li>typed storage, rank r &gt; 1: {@code base} is an r-dimensional Java array whose outer
 *       arrays have exactly the guest's lengths, and {@code lengths} is an (r-1)-dimensional {@code
 *       int} array with the lengths of the innermost ones;
 *   <li>memory: {@code base} is a {@code MemorySegment}, which no other argument's overlaps unless
 *       it is the same object, and the elements are of one type then;
 *   <li>with the store rule {@link ArrayType.StoreRule#LOW_BITS}: {@code base} is an array of any
 *       rank, all of whose elements count;
 *   <li>buffer storage: {@code base} is a {@code byte[]}; element (i, j, ...) starts at byte {@code
 *       offset + i * strides[0] + j * strides[1] + ...}.
 * </ul>
 */
public final class ArrayArg {
  private static final long[] NONE = {};

  /** The memory; see the class comment. */
  public final Object base;

  /** Elements along the first axis. */
  public final int length;

  /** Lengths of the innermost rows, for typed storages of rank 2 and more; else null. */
  public final Object lengths;

  /** First byte of element 0, for buffers. */
  public final long offset;

  /** Elements along each axis, for buffers. */
  public final long[] shape;

  /** Bytes from one element to the next along each axis, for buffers. */
  public final long[] strides;

  /** What {@link #leastLength} has found, by axis; less than zero where nobody has asked. */
  private int @Nullable [] least;

  /** For each argument, this one among them, whether no row is reached in more than one way. */
  private volatile @Nullable Map<ArrayArg, Boolean> apart;

  private ArrayArg(
      Object base, int length, Object lengths, long offset, long[] shape, long[] strides) {
    this.base = base;
    this.length = length;
    this.lengths = lengths;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** A flat typed array of which the first {@code length} elements count. */
  public static ArrayArg flat(Object base, int length) {
    return new ArrayArg(base, length, NONE, 0, NONE, NONE);
  }

  /** An array of arrays; see the class comment for {@code lengths}. */
  public static ArrayArg rows(Object[] base, Object lengths) {
    return new ArrayArg(base, base.length, lengths, 0, NONE, NONE);
  }

  /** An array of Java's: of primitives, or of such arrays, none of which is null. */
  public static ArrayArg java(Object array) {
    return new ArrayArg(array, Array.getLength(array), NONE, 0, NONE, NONE);
  }

  /** A strided region of bytes; {@code shape} and {@code strides} have the rank of the type. */
  public static ArrayArg buffer(byte[] base, long offset, long[] shape, long[] strides) {
    return new ArrayArg(base, Math.toIntExact(shape[0]), NONE, offset, shape, strides);
  }

  /** The same operands with the arrays copied; those that share memory do so again. */
  public static Object[] copies(Object[] operands) {
    Map<Object, Object> known = new IdentityHashMap<>();
    Object[] result = operands.clone();
    for (int i = 0; i < result.length; i++) {
      if (result[i] instanceof ArrayArg array) {
        Object base = copy(array.base, known);
        result[i] =
            new ArrayArg(
                base, array.length, array.lengths, array.offset, array.shape, array.strides);
      }
    }
    return result;
  }

  private static Object copy(Object array, Map<Object, Object> known) {
    Object copy = known.get(array);
    if (copy == null) {
      int length = Array.getLength(array);
      copy = Array.newInstance(array.getClass().componentType(), length);
      known.put(array, copy);
      if (array instanceof Object[] rows) {
        for (int i = 0; i < length; i++) {
          ((Object[]) copy)[i] = rows[i] == null ? null : copy(rows[i], known);
        }
      } else {
        System.arraycopy(array, 0, copy, 0, length);
      }
    }
    return copy;
  }

  /**
   * The least of the lengths that rows have along an axis, of a typed storage of rank 2 and more.
   * All rows are looked at, but only once.
   *
   * @param axis from 1
   * @return the largest int where there is no row
   */
  public int leastLength(int axis) {
    int[] known = least;
    if (known == null) {
      known = new int[rankOf(base.getClass())];
      Arrays.fill(known, -1);
      least = known;
    }
    if (known[axis] < 0) {
      known[axis] = least(lengths, axis - 1);
    }
    return known[axis];
  }

  /**
   * @param below how many axes lie between these lengths and those that are asked for
   */
  private static int least(Object lengths, int below) {
    int result = Integer.MAX_VALUE;
    if (lengths instanceof int[] innermost) {
      for (int length : innermost) {
        result = Math.min(result, length);
      }
    } else {
      for (Object inner : (Object[]) lengths) {
        result = Math.min(result, below == 0 ? Array.getLength(inner) : least(inner, below - 1));
      }
    }
    return result;
  }

  /** Whether no innermost row of a list of lists is reached twice. */
  public boolean hasDistinctRows() {
    return apart().computeIfAbsent(this, _ -> RowSets.distinct(base));
  }

  /** Whether no innermost row of a list of lists is one of another argument's. */
  public boolean isApartFrom(ArrayArg other) {
    return other == this
        ? rows() == 0
        : apart().computeIfAbsent(other, _ -> RowSets.disjoint(base, other.base));
  }

  /**
   * How many innermost rows have to be gone through to answer one of the two questions above: none
   * where the answer is known.
   *
   * @param other the argument to compare this one with; itself for {@link #hasDistinctRows}
   */
  public int rowsToCompare(ArrayArg other) {
    Map<ArrayArg, Boolean> known = apart;
    if (known != null && known.containsKey(other)) {
      return 0;
    }
    return other == this ? rows() : (int) Math.min((long) rows() + other.rows(), Integer.MAX_VALUE);
  }

  private int rows() {
    return RowSets.rows(base, rankOf(base.getClass()) - 1);
  }

  private Map<ArrayArg, Boolean> apart() {
    Map<ArrayArg, Boolean> known = apart;
    if (known == null) {
      known = new ConcurrentHashMap<>();
      apart = known;
    }
    return known;
  }

  /** Whether this argument has the form that {@code type} asks for. */
  public boolean fits(ArrayType type) {
    if (type.storage().isBuffer()) {
      return base instanceof byte[] && shape.length == type.rank();
    }
    if (type.storage().isMemory()) {
      return base instanceof MemorySegment;
    }
    return shape.length == 0 && rankOf(base.getClass()) == type.rank();
  }

  /** All elements of so many bytes each that memory holds. */
  public static ArrayArg memory(MemorySegment base, int bytes) {
    return flat(base, Math.toIntExact(base.byteSize() / bytes));
  }

  private static int rankOf(Class<?> array) {
    int rank = 0;
    for (Class<?> c = array; c.isArray(); c = c.getComponentType()) {
      rank++;
    }
    return rank;
  }
}
