package io.epochly.host.internal.typed;

import io.epochly.host.internal.guest.NumberArrays;
import io.epochly.kernels.MemoryArgs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Memory of the host's as the bytes of a guest's {@code bytearray}, and back. */
final class Segments {
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private Segments() {}

  /**
   * What the memory holds.
   *
   * @param code the type code of its elements
   * @throws UnfitException if it cannot be read here and now, is too large or no whole elements
   */
  static byte[] bytes(MemorySegment segment, char code) throws UnfitException {
    requireUsable(segment, code);
    if (segment.byteSize() > MOST_BYTES) {
      throw new UnfitException(
          "is memory of %d bytes, of which %d can cross: pass a slice"
              .formatted(segment.byteSize(), MOST_BYTES));
    }
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Refuses memory that cannot be read here and now, or is no whole elements.
   *
   * @throws UnfitException if so
   */
  static void requireUsable(MemorySegment segment, char code) throws UnfitException {
    if (!segment.scope().isAlive()) {
      throw new UnfitException("is memory that has been freed");
    }
    if (!segment.isAccessibleBy(Thread.currentThread())) {
      throw new UnfitException("is memory that belongs to another thread than the calling one");
    }
    long size = NumberArrays.elementSize(code);
    if (segment.byteSize() % size != 0) {
      throw new UnfitException(
          "is memory of %d bytes, which is no multiple of the %d that an element has"
              .formatted(segment.byteSize(), size));
    }
  }

  /**
   * Refuses memory that lies in other memory or arrays of the same call, which would be two copies.
   *
   * @throws UnfitException if so
   */
  static void requireApart(Object array, List<Object> others) throws UnfitException {
    for (Object other : others) {
      boolean overlaps =
          array instanceof MemorySegment one
              ? MemoryArgs.overlaps(one, other)
              : other instanceof MemorySegment known && MemoryArgs.overlaps(known, array);
      if (overlaps) {
        throw new UnfitException("overlaps with another argument's memory");
      }
    }
  }

  static void fill(MemorySegment segment, byte[] bytes) {
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
  }
}
