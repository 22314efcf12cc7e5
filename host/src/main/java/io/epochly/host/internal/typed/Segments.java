package io.epochly.host.internal.typed;

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
   * @throws UnfitException if it cannot be read here and now, or is too large
   */
  static byte[] bytes(MemorySegment segment) throws UnfitException {
    if (!segment.scope().isAlive()) {
      throw new UnfitException("is memory that has been freed");
    }
    if (!segment.isAccessibleBy(Thread.currentThread())) {
      throw new UnfitException("is memory that belongs to another thread than the calling one");
    }
    if (segment.byteSize() > MOST_BYTES) {
      throw new UnfitException(
          "is memory of %d bytes, of which %d can cross: pass a slice"
              .formatted(segment.byteSize(), MOST_BYTES));
    }
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Refuses memory that lies in other memory of the same call, which would be two copies.
   *
   * @throws UnfitException if so
   */
  static void requireApart(MemorySegment segment, List<Object> others) throws UnfitException {
    for (Object other : others) {
      if (other instanceof MemorySegment known
          && known != segment
          && segment.asOverlappingSlice(known).isPresent()) {
        throw new UnfitException("overlaps with another argument's memory");
      }
    }
  }

  static void fill(MemorySegment segment, byte[] bytes) {
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
  }
}
