package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompoundValue;
import io.epochly.kernels.NestedList;
import io.epochly.kernels.OperandRow;
import io.epochly.kernels.Poll;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an array variable of a kernel refers to: a list that the kernel made, one of its operands,
 * or a row of one. Generated code reads the fields of the subclasses directly.
 */
abstract sealed class Lists {
  /** Where an operand's list comes from. */
  record Origin(ArrayArg operand, int[] path) {
    Origin row(int index) {
      int[] longer = Arrays.copyOf(path, path.length + 1);
      longer[path.length] = index;
      return new Origin(operand, longer);
    }
  }

  /** What this is of the operands, or null for a list that the kernel made. */
  final @Nullable Origin origin;

  int size;

  /** What the kernel's caller gets, once it is known: one object for one list. */
  private @Nullable Object result;

  Lists(@Nullable Origin origin, int size) {
    this.origin = origin;
    this.size = size;
  }

  /** The form in which a list of the kernel's own leaves it. */
  abstract Object made();

  /** What the kernel's caller gets. */
  final Object result() {
    if (result == null) {
      result =
          origin == null
              ? made()
              : origin.path().length == 0
                  ? origin.operand()
                  : new OperandRow(origin.operand(), origin.path());
    }
    return result;
  }

  /** What the kernel's caller gets for a list of the parts of complex numbers. */
  final Object complexResult() {
    if (result == null && origin == null) {
      Doubles parts = (Doubles) this;
      result = CompoundValue.complexList(Arrays.copyOf(parts.items, parts.size));
    }
    return result();
  }

  /** The row of an operand that the indices reach; the operand itself if there are none. */
  static Lists reach(ArrayArg operand, long[] indices) {
    Object base = operand.base;
    Object lengths = operand.lengths;
    int length = operand.length;
    Origin origin = new Origin(operand, new int[0]);
    for (long index : indices) {
      long i = index < 0 ? index + length : index;
      if (i < 0 || i >= length) {
        throw Signal.INDEX;
      }
      base = ((Object[]) base)[(int) i];
      origin = origin.row((int) i);
      if (lengths instanceof int[] innermost) {
        length = innermost[(int) i];
      } else {
        lengths = ((Object[]) lengths)[(int) i];
        length = ((Object[]) base).length;
      }
    }
    return wrap(origin, base, length, lengths);
  }

  private static Lists wrap(Origin origin, Object base, int length, Object lengths) {
    return switch (base) {
      case double[] items -> new Doubles(origin, items, length);
      case long[] items -> new Longs(origin, items, length);
      case int[] items -> new Ints(origin, items, length);
      case boolean[] items -> new Bools(origin, items, length);
      case float[] items -> new Floats(origin, items, length);
      case short[] items -> new Shorts(origin, items, length);
      case char[] items -> new Chars(origin, items, length);
      case byte[] items -> new Bytes(origin, items, length);
      case Object[] rows -> {
        Lists[] items = new Lists[rows.length];
        for (int i = 0; i < items.length; i++) {
          items[i] =
              lengths instanceof int[] innermost
                  ? wrap(origin.row(i), rows[i], innermost[i], lengths)
                  : wrap(
                      origin.row(i), rows[i], ((Object[]) rows[i]).length, ((Object[]) lengths)[i]);
        }
        yield new Rows(origin, items, length);
      }
      default -> throw new IllegalArgumentException("no list of kernels: " + base.getClass());
    };
  }

  private static int length(long length) {
    // Longer lists would not fit; the guest raises MemoryError.
    if (length > Integer.MAX_VALUE - 8) {
      throw Signal.LENGTH;
    }
    return (int) Math.max(0, length);
  }

  /** The length of an array of Java's, of which a negative one throws. */
  private static int javaLength(long length) {
    if (length < 0) {
      throw Signal.NEGATIVE_LENGTH;
    }
    return (int) length;
  }

  /** Makes sure that there is room for one more; operands have a length that the guest watches. */
  final int grown(int capacity) {
    if (origin != null || size == Integer.MAX_VALUE - 8) {
      throw Signal.LENGTH;
    }
    return size < capacity ? capacity : (int) Math.min(Integer.MAX_VALUE - 8L, capacity * 2L + 8);
  }

  /** Makes sure that a sort does not show in an argument. */
  final void requireOwn() {
    if (origin != null) {
      throw Signal.SORT;
    }
  }

  static final class Doubles extends Lists {
    double[] items;

    private Doubles(@Nullable Origin origin, double[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Doubles zeros(long length) {
      double[] items = new double[javaLength(length)];
      return new Doubles(null, items, items.length);
    }

    static Doubles filled(long length, double value) {
      double[] items;
      try {
        items = new double[length(length)];
      } catch (OutOfMemoryError _) {
        throw Signal.LENGTH;
      }
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

    static void checkSort(Doubles list) {
      list.requireOwn();
      for (int i = 0; i < list.size; i++) {
        double item = list.items[i];
        if (item != item || item == 0.0 && Double.doubleToRawLongBits(item) != 0) {
          throw Signal.SORT;
        }
      }
    }

    static void sort(Doubles list, Poll poll) {
      Sorts.sort(list.items, list.size, poll);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  static final class Longs extends Lists {
    long[] items;

    private Longs(@Nullable Origin origin, long[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Longs zeros(long length) {
      long[] items = new long[javaLength(length)];
      return new Longs(null, items, items.length);
    }

    static Longs filled(long length, long value) {
      long[] items;
      try {
        items = new long[length(length)];
      } catch (OutOfMemoryError _) {
        throw Signal.LENGTH;
      }
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

    static void checkSort(Longs list) {
      list.requireOwn();
    }

    static void sort(Longs list, Poll poll) {
      Sorts.sort(list.items, list.size, poll);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  static final class Ints extends Lists {
    int[] items;

    private Ints(@Nullable Origin origin, int[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Ints zeros(long length) {
      int[] items = new int[javaLength(length)];
      return new Ints(null, items, items.length);
    }

    static void checkSort(Ints list) {
      // Only operands lie in ints.
      throw Signal.SORT;
    }

    static void sort(Ints list, Poll poll) {
      throw new IllegalStateException("an operand");
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  static final class Bools extends Lists {
    boolean[] items;

    private Bools(@Nullable Origin origin, boolean[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Bools zeros(long length) {
      boolean[] items = new boolean[javaLength(length)];
      return new Bools(null, items, items.length);
    }

    static Bools filled(long length, boolean value) {
      boolean[] items;
      try {
        items = new boolean[length(length)];
      } catch (OutOfMemoryError _) {
        throw Signal.LENGTH;
      }
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

    static void checkSort(Bools list) {
      list.requireOwn();
    }

    static void sort(Bools list, Poll poll) {
      int falses = 0;
      for (int i = 0; i < list.size; i++) {
        if (!list.items[i]) {
          falses++;
        }
      }
      Arrays.fill(list.items, 0, falses, false);
      Arrays.fill(list.items, falses, list.size, true);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  /** Of Java's arrays only. */
  static final class Floats extends Lists {
    final float[] items;

    private Floats(@Nullable Origin origin, float[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Floats zeros(long length) {
      float[] items = new float[javaLength(length)];
      return new Floats(null, items, items.length);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  /** Of Java's arrays only. */
  static final class Shorts extends Lists {
    final short[] items;

    private Shorts(@Nullable Origin origin, short[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Shorts zeros(long length) {
      short[] items = new short[javaLength(length)];
      return new Shorts(null, items, items.length);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  /** Of Java's arrays only. */
  static final class Chars extends Lists {
    final char[] items;

    private Chars(@Nullable Origin origin, char[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Chars zeros(long length) {
      char[] items = new char[javaLength(length)];
      return new Chars(null, items, items.length);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  /** Of Java's arrays only. */
  static final class Bytes extends Lists {
    final byte[] items;

    private Bytes(@Nullable Origin origin, byte[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    /** A new array of Java's. */
    static Bytes zeros(long length) {
      byte[] items = new byte[javaLength(length)];
      return new Bytes(null, items, items.length);
    }

    @Override
    Object made() {
      return ArrayArg.flat(items, size);
    }
  }

  /** A list of lists. */
  static final class Rows extends Lists {
    Lists[] items;

    private Rows(@Nullable Origin origin, Lists[] items, int size) {
      super(origin, size);
      this.items = items;
    }

    static Rows empty() {
      return new Rows(null, new Lists[8], 0);
    }

    static void append(Rows list, Lists row) {
      int capacity = list.grown(list.items.length);
      if (capacity != list.items.length) {
        list.items = Arrays.copyOf(list.items, capacity);
      }
      list.items[list.size++] = row;
    }

    static void set(Rows list, int index, Lists row) {
      // The guest's own list would keep the row that it has.
      if (list.origin != null) {
        throw Signal.ROW;
      }
      list.items[index] = row;
    }

    @Override
    Object made() {
      return new NestedList(Arrays.stream(items).limit(size).map(Lists::result).toList());
    }
  }
}
