package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ArrayArg;
import java.util.Arrays;

/**
 * What an array variable of a kernel refers to: a list that the kernel made, or one of its
 * operands. Generated code reads the fields of the subclasses directly.
 */
abstract sealed class Lists {
  /** The operand that this is, or null for a list that the kernel made. */
  final ArrayArg operand;

  int size;

  Lists(ArrayArg operand, int size) {
    this.operand = operand;
    this.size = size;
  }

  abstract Object items();

  /** What the kernel's caller gets. */
  static ArrayArg result(Lists list) {
    return list.operand != null ? list.operand : ArrayArg.flat(list.items(), list.size);
  }

  private static int length(long length) {
    // Longer lists would not fit; the guest raises MemoryError.
    if (length > Integer.MAX_VALUE - 8) {
      throw Signal.LENGTH;
    }
    return (int) Math.max(0, length);
  }

  /** Makes sure that there is room for one more; operands have a length that the guest watches. */
  final int grown(int capacity) {
    if (operand != null || size == Integer.MAX_VALUE - 8) {
      throw Signal.LENGTH;
    }
    return size < capacity ? capacity : (int) Math.min(Integer.MAX_VALUE - 8L, capacity * 2L + 8);
  }

  static final class Doubles extends Lists {
    double[] items;

    private Doubles(ArrayArg operand, double[] items, int size) {
      super(operand, size);
      this.items = items;
    }

    static Doubles of(ArrayArg operand) {
      return new Doubles(operand, (double[]) operand.base, operand.length);
    }

    static Doubles filled(long length, double value) {
      double[] items = new double[length(length)];
      if (Double.doubleToRawLongBits(value) != 0) {
        Arrays.fill(items, value);
      }
      return new Doubles(null, items, items.length);
    }

    static void append(Doubles list, double value) {
      int capacity = list.grown(list.items.length);
      if (capacity != list.items.length) {
        list.items = Arrays.copyOf(list.items, capacity);
      }
      list.items[list.size++] = value;
    }

    @Override
    Object items() {
      return items;
    }
  }

  static final class Longs extends Lists {
    long[] items;

    private Longs(ArrayArg operand, long[] items, int size) {
      super(operand, size);
      this.items = items;
    }

    static Longs of(ArrayArg operand) {
      return new Longs(operand, (long[]) operand.base, operand.length);
    }

    static Longs filled(long length, long value) {
      long[] items = new long[length(length)];
      if (value != 0) {
        Arrays.fill(items, value);
      }
      return new Longs(null, items, items.length);
    }

    static void append(Longs list, long value) {
      int capacity = list.grown(list.items.length);
      if (capacity != list.items.length) {
        list.items = Arrays.copyOf(list.items, capacity);
      }
      list.items[list.size++] = value;
    }

    @Override
    Object items() {
      return items;
    }
  }

  static final class Ints extends Lists {
    int[] items;

    private Ints(ArrayArg operand, int[] items, int size) {
      super(operand, size);
      this.items = items;
    }

    static Ints of(ArrayArg operand) {
      return new Ints(operand, (int[]) operand.base, operand.length);
    }

    @Override
    Object items() {
      return items;
    }
  }

  static final class Bools extends Lists {
    boolean[] items;

    private Bools(ArrayArg operand, boolean[] items, int size) {
      super(operand, size);
      this.items = items;
    }

    static Bools of(ArrayArg operand) {
      return new Bools(operand, (boolean[]) operand.base, operand.length);
    }

    static Bools filled(long length, boolean value) {
      boolean[] items = new boolean[length(length)];
      if (value) {
        Arrays.fill(items, true);
      }
      return new Bools(null, items, items.length);
    }

    static void append(Bools list, boolean value) {
      int capacity = list.grown(list.items.length);
      if (capacity != list.items.length) {
        list.items = Arrays.copyOf(list.items, capacity);
      }
      list.items[list.size++] = value;
    }

    @Override
    Object items() {
      return items;
    }
  }
}
