package io.epochly.host.internal.guest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Java arrays of numbers as the bytes of a guest's {@code array.array}, and back. */
public final class NumberArrays {
  /** The type code of a {@code byte[]}, which is a bytearray in a guest. */
  public static final char BYTES = 'B';

  private NumberArrays() {}

  /** Whether a value is an array that guests can be given. */
  public static boolean isOne(Object value) {
    return value instanceof byte[]
        || value instanceof short[]
        || value instanceof int[]
        || value instanceof long[]
        || value instanceof float[]
        || value instanceof double[];
  }

  /** The type code of the guest's array, or {@link #BYTES}. */
  public static char typecode(Object array) {
    return switch (array) {
      case byte[] a -> BYTES;
      case short[] a -> 'h';
      case int[] a -> 'i';
      case long[] a -> 'q';
      case float[] a -> 'f';
      case double[] a -> 'd';
      default -> throw new IllegalArgumentException(array.getClass().getTypeName());
    };
  }

  /** How many bytes one element is. */
  public static int elementSize(char typecode) {
    return switch (typecode) {
      case 'd', 'q' -> Long.BYTES;
      case 'f', 'i' -> Integer.BYTES;
      case 'h' -> Short.BYTES;
      case BYTES -> Byte.BYTES;
      default -> throw new IllegalArgumentException("an array of type " + typecode);
    };
  }

  /** A copy of an array's elements. */
  public static byte[] bytes(Object array) {
    switch (array) {
      case byte[] a -> {
        return a.clone();
      }
      case short[] a -> {
        ByteBuffer buffer = buffer(a.length, Short.BYTES);
        buffer.asShortBuffer().put(a);
        return buffer.array();
      }
      case int[] a -> {
        ByteBuffer buffer = buffer(a.length, Integer.BYTES);
        buffer.asIntBuffer().put(a);
        return buffer.array();
      }
      case long[] a -> {
        ByteBuffer buffer = buffer(a.length, Long.BYTES);
        buffer.asLongBuffer().put(a);
        return buffer.array();
      }
      case float[] a -> {
        ByteBuffer buffer = buffer(a.length, Float.BYTES);
        buffer.asFloatBuffer().put(a);
        return buffer.array();
      }
      case double[] a -> {
        ByteBuffer buffer = buffer(a.length, Double.BYTES);
        buffer.asDoubleBuffer().put(a);
        return buffer.array();
      }
      default -> throw new IllegalArgumentException(array.getClass().getTypeName());
    }
  }

  /** How many bytes an array's elements are. */
  public static long size(Object array) {
    return switch (array) {
      case byte[] a -> a.length;
      case short[] a -> (long) a.length * Short.BYTES;
      case int[] a -> (long) a.length * Integer.BYTES;
      case long[] a -> (long) a.length * Long.BYTES;
      case float[] a -> (long) a.length * Float.BYTES;
      case double[] a -> (long) a.length * Double.BYTES;
      default -> throw new IllegalArgumentException(array.getClass().getTypeName());
    };
  }

  /**
   * Sets an array's elements.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static void fill(Object array, byte[] bytes) {
    if (bytes.length != size(array)) {
      throw new IllegalArgumentException(
          "the guest changed the length of an array that belongs to the host");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    switch (array) {
      case byte[] a -> buffer.get(a);
      case short[] a -> buffer.asShortBuffer().get(a);
      case int[] a -> buffer.asIntBuffer().get(a);
      case long[] a -> buffer.asLongBuffer().get(a);
      case float[] a -> buffer.asFloatBuffer().get(a);
      case double[] a -> buffer.asDoubleBuffer().get(a);
      default -> throw new IllegalArgumentException(array.getClass().getTypeName());
    }
  }

  /**
   * A new array of these elements.
   *
   * @throws IllegalArgumentException if there is no such type, or the last element is cut short
   */
  public static Object of(char typecode, byte[] bytes) {
    Object array =
        switch (typecode) {
          case BYTES -> new byte[bytes.length];
          case 'h' -> new short[bytes.length / Short.BYTES];
          case 'i' -> new int[bytes.length / Integer.BYTES];
          case 'q' -> new long[bytes.length / Long.BYTES];
          case 'f' -> new float[bytes.length / Float.BYTES];
          case 'd' -> new double[bytes.length / Double.BYTES];
          default -> throw new IllegalArgumentException("an array of type " + typecode);
        };
    fill(array, bytes);
    return array;
  }

  private static ByteBuffer buffer(int length, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(length, bytes)).order(ByteOrder.nativeOrder());
  }
}
