package io.epochly.kernels;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.Param;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What callers look at before they pass memory to a kernel. Kernels take it for granted: they read
 * and write elements without asking who may, and see one piece of memory as one object.
 */
public final class MemoryArgs {
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** Can reach what any thread can reach; it never runs. */
  private static final Thread ANY = Thread.ofPlatform().unstarted(() -> {});

  private MemoryArgs() {}

  /**
   * Whether this thread can read memory here and now, and it is whole elements at multiples of
   * their size, not too many.
   */
  public static boolean isUsable(MemorySegment memory, int bytes) {
    return memory.scope().isAlive()
        && memory.isAccessibleBy(Thread.currentThread())
        && memory.maxByteAlignment() >= bytes
        && memory.byteSize() % bytes == 0
        && memory.byteSize() / bytes <= MOST_ELEMENTS;
  }

  /** What a kernel's operands may use of some cores: memory of one thread is for that one. */
  public static Cores cores(Object[] operands, Cores cores) {
    for (Object operand : operands) {
      if (operand instanceof ArrayArg array
          && array.base instanceof MemorySegment memory
          && !memory.isAccessibleBy(ANY)) {
        return Cores.ONE;
      }
    }
    return cores;
  }

  /**
   * Whether each piece of memory among operands is apart from all other operands, or one object
   * with elements of one type.
   */
  public static boolean areApart(Object[] operands, List<Param> params) {
    for (int i = 0; i < operands.length; i++) {
      for (int j = 0; j < i; j++) {
        if (operands[i] instanceof ArrayArg one
            && operands[j] instanceof ArrayArg other
            && !areApart(one, (ArrayParam) params.get(i), other, (ArrayParam) params.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean areApart(
      ArrayArg one, ArrayParam oneParam, ArrayArg other, ArrayParam otherParam) {
    if (one.base == other.base) {
      return !(one.base instanceof MemorySegment)
          || oneParam.type().storage() == otherParam.type().storage();
    }
    return switch (one.base) {
      case MemorySegment memory -> !overlaps(memory, other.base);
      case Object base when other.base instanceof MemorySegment memory -> !overlaps(memory, base);
      default -> true;
    };
  }

  /** Whether memory lies in what an array, or another piece of memory, takes. */
  public static boolean overlaps(MemorySegment memory, Object array) {
    if (array instanceof Object[] rows) {
      for (Object row : rows) {
        if (overlaps(memory, row)) {
          return true;
        }
      }
      return false;
    }
    return !(array instanceof boolean[])
        && (array instanceof MemorySegment || !memory.isNative())
        && memory.asOverlappingSlice(segment(array)).isPresent();
  }

  /**
   * An array of numbers as memory; memory as it is.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static MemorySegment segment(Object array) {
    return switch (array) {
      case MemorySegment memory -> memory;
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case char[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException("no storage of kernels: " + array.getClass());
    };
  }
}
