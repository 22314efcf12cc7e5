package io.epochly.kernels.internal.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arrays of this JVM as bytes of a device, and back. */
final class Transfer {
  private Transfer() {}

  /** How many bytes an array is. */
  static long bytes(Object array) {
    return switch (array) {
      case double[] a -> (long) a.length * Double.BYTES;
      case long[] a -> (long) a.length * Long.BYTES;
      case int[] a -> (long) a.length * Integer.BYTES;
      case boolean[] a -> a.length;
      case byte[] a -> a.length;
      case short[] a -> (long) a.length * Short.BYTES;
      case char[] a -> (long) a.length * Character.BYTES;
      case float[] a -> (long) a.length * Float.BYTES;
      case MemorySegment a -> a.byteSize();
      default -> throw unknown(array);
    };
  }

  /** Copies an array to the begin of a segment. */
  static void in(Object array, MemorySegment to) {
    switch (array) {
      case boolean[] a -> {
        for (int i = 0; i < a.length; i++) {
          to.set(ValueLayout.JAVA_BYTE, i, (byte) (a[i] ? 1 : 0));
        }
      }
      default -> MemorySegment.copy(heap(array), 0, to, 0, bytes(array));
    }
  }

  /** Copies the begin of a segment to an array. */
  static void out(MemorySegment from, Object array) {
    switch (array) {
      case boolean[] a -> {
        for (int i = 0; i < a.length; i++) {
          a[i] = from.get(ValueLayout.JAVA_BYTE, i) != 0;
        }
      }
      default -> MemorySegment.copy(from, 0, heap(array), 0, bytes(array));
    }
  }

  private static MemorySegment heap(Object array) {
    return switch (array) {
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case char[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case MemorySegment a -> a;
      default -> throw unknown(array);
    };
  }

  private static IllegalArgumentException unknown(Object array) {
    return new IllegalArgumentException("no storage of kernels: " + array.getClass());
  }
}
