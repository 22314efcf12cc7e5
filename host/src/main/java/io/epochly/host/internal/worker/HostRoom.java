package io.epochly.host.internal.worker;

import io.epochly.host.internal.shared.Room;
import io.epochly.host.internal.shared.SealedMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** The arena of the guest that this worker works for, as an open file; the host gives places. */
final class HostRoom implements Room {
  /** The number of that file. */
  static final int DESCRIPTOR = 8;

  private final long size;
  private final LongFunction<OptionalLong> host;
  private Optional<SealedMemory> memory = Optional.empty();

  HostRoom(long size, LongFunction<OptionalLong> host) {
    this.size = size;
    this.host = host;
  }

  /** Mapped when it is first needed: most workers never see a large array. */
  @Override
  public synchronized MemorySegment memory() {
    if (memory.isEmpty()) {
      try {
        memory = Optional.of(SealedMemory.of(DESCRIPTOR, size));
      } catch (IOException e) {
        throw new IllegalStateException("the shared memory cannot be mapped", e);
      }
    }
    return memory.get().memory();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public OptionalLong take(long bytes) {
    return host.apply(bytes);
  }
}
