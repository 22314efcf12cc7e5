package io.epochly.guest.internal.language;

import io.epochly.guest.internal.graalpy.GuestBytes;
import io.epochly.kernels.Cores;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;

/** Memory that arrays of the guest are copied to and from, once the embedder has named some. */
public final class SharedMemory {
  private final Cores cores;
  private volatile Supplier<MemorySegment> memory = () -> MemorySegment.NULL;

  /** Memory that these cores may copy. */
  public SharedMemory(Cores cores) {
    this.cores = cores;
  }

  /** Names the memory, which is asked for when it is first needed. */
  public void use(Supplier<MemorySegment> shared) {
    memory = shared;
  }

  /** buffer, offset, count: copies all of so many bytes there; false if it cannot in one go. */
  Object store(GuestValues values) {
    Optional<MemorySegment> bytes = GuestBytes.of(values.raw(0));
    MemorySegment part = part(values.integer(1), values.integer(2));
    if (bytes.isEmpty()) {
      return false;
    }
    if (bytes.get().byteSize() != part.byteSize()) {
      throw new GuestError("the array has changed its length meanwhile");
    }
    BulkCopy.copy(bytes.get(), part, cores);
    return true;
  }

  /** empty bytes, bytearray or array, offset, count of bytes: one that holds what is there. */
  Object load(GuestValues values) {
    MemorySegment part = part(values.integer(1), values.integer(2));
    try {
      return GuestBytes.filled(values.raw(0), part, (from, to) -> BulkCopy.copy(from, to, cores));
    } catch (IllegalArgumentException e) {
      throw new GuestError(String.valueOf(e.getMessage()));
    }
  }

  private MemorySegment part(int offset, long count) {
    MemorySegment all = memory.get();
    if (count < 0 || offset < 0 || count > all.byteSize() - offset) {
      throw new GuestError("that is no place in the shared memory");
    }
    return all.asSlice(offset, count);
  }
}
