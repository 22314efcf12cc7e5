package io.epochly.guest.internal.language;

import io.epochly.guest.internal.graalpy.GuestBytes;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/** Memory that arrays of the guest are copied to and from, once the embedder has named some. */
public final class SharedMemory {
  private volatile Supplier<MemorySegment> memory = () -> MemorySegment.NULL;

  /** Names the memory, which is asked for when it is first needed. */
  public void use(Supplier<MemorySegment> shared) {
    memory = shared;
  }

  /** buffer, offset: copies all of the buffer there. */
  Object store(GuestValues values) {
    Object buffer = values.raw(0);
    GuestBytes.copyTo(buffer, part(buffer, values.integer(1)));
    return true;
  }

  /** buffer, offset: fills the buffer from there. */
  Object load(GuestValues values) {
    Object buffer = values.raw(0);
    GuestBytes.copyFrom(part(buffer, values.integer(1)), buffer);
    return true;
  }

  private MemorySegment part(Object buffer, int offset) {
    long count = GuestBytes.count(buffer);
    MemorySegment all = memory.get();
    if (count < 0 || offset < 0 || count > all.byteSize() - offset) {
      throw new GuestError("that is no place in the shared memory");
    }
    return all.asSlice(offset, count);
  }
}
