package io.epochly.host.internal.shared;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of the Linux kernel that has no name and a size that nobody can change: a sealed memfd.
 */
public final class SealedMemory implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 1;
  private static final int ALLOW_SEALING = 2;
  private static final int ADD_SEALS = 1033;
  private static final int SEALS_OF_SIZE = 1 | 2 | 4;
  private static final int READ_WRITE = 3;
  private static final int SHARED = 1;

  private final int descriptor;
  private final Arena lifetime;
  private final MemorySegment memory;

  private SealedMemory(int descriptor, Arena lifetime, MemorySegment memory) {
    this.descriptor = descriptor;
    this.lifetime = lifetime;
    this.memory = memory;
  }

  /**
   * New memory, zeroed; it takes room as it is written.
   *
   * @throws IOException if the system has no such memory, or no more of it
   */
  public static SealedMemory create(long size) throws IOException {
    int descriptor;
    try (Arena local = Arena.ofConfined()) {
      MemorySegment name = local.allocateFrom("epochly");
      descriptor = SystemCall.MEMFD_CREATE.call(name, CLOSE_ON_EXEC | ALLOW_SEALING);
    }
    try {
      SystemCall.FTRUNCATE.call(descriptor, size);
      SystemCall.FCNTL.call(descriptor, ADD_SEALS, SEALS_OF_SIZE);
      return of(descriptor, size);
    } catch (IOException e) {
      SystemCall.CLOSE.call(descriptor);
      throw e;
    }
  }

  /**
   * Memory that this process got as an open file.
   *
   * @throws IOException if it is none
   */
  @SuppressWarnings("restricted")
  public static SealedMemory of(int descriptor, long size) throws IOException {
    MemorySegment start =
        SystemCall.MMAP.address(MemorySegment.NULL, size, READ_WRITE, SHARED, descriptor, 0L);
    Arena lifetime = Arena.ofShared();
    return new SealedMemory(
        descriptor, lifetime, start.reinterpret(size, lifetime, all -> unmap(all, size)));
  }

  private static void unmap(MemorySegment memory, long size) {
    try {
      SystemCall.MUNMAP.call(memory, size);
    } catch (IOException e) {
      throw new IllegalStateException("what was mapped can be unmapped", e);
    }
  }

  /** The bytes; they can be used until this is closed. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where another process of the same user can open it. */
  public String path() {
    return "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), descriptor);
  }

  @Override
  public void close() {
    lifetime.close();
    try {
      SystemCall.CLOSE.call(descriptor);
    } catch (IOException e) {
      throw new IllegalStateException("an open file can be closed", e);
    }
  }
}
