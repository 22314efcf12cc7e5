package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.MemoryArgs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arrays of this JVM as bytes of a device, and back. */
public final class Transfer {
  private Transfer() {}

  /** How many bytes an array of a type is. */
  public static long bytes(Class<?> type, int length) {
    return length
        * switch (type.componentType().getName()) {
          case "double", "long" -> 8L;
          case "float", "int" -> 4L;
          case "short", "char" -> 2L;
          default -> 1L;
        };
  }

  /** How many bytes an array is. */
  static long bytes(Object array) {
    return array instanceof boolean[] a ? a.length : MemoryArgs.segment(array).byteSize();
  }

  /** Copies an array to the begin of a segment. */
  static void in(Object array, MemorySegment to) {
    switch (array) {
      case boolean[] a -> {
        for (int i = 0; i < a.length; i++) {
          to.set(ValueLayout.JAVA_BYTE, i, (byte) (a[i] ? 1 : 0));
        }
      }
      default -> MemorySegment.copy(MemoryArgs.segment(array), 0, to, 0, bytes(array));
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
      default -> MemorySegment.copy(from, 0, MemoryArgs.segment(array), 0, bytes(array));
    }
  }
}
