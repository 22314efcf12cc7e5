package io.epochly.host.internal.shared;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Places for arrays in memory that a guest shares with its workers. */
public final class SharedArena implements AutoCloseable {
  /** Places are whole pages, so that a worker which takes them all takes not too many. */
  private static final long PAGE = 1 << 12;

  private final SealedMemory memory;
  private final long size;

  /** The free parts, by where they start. */
  private final TreeMap<Long, Long> free = new TreeMap<>();

  private final Map<Long, Long> taken = new TreeMap<>();
  private Use use = new Use(0, 0, 0, 0, 0);
  private boolean closed;

  /**
   * What went through it so far.
   *
   * @param size of the arena, in bytes
   * @param used how many bytes of it are taken now
   * @param arrays how many arrays
   * @param bytes how large they were together
   * @param refused how many went through the pipe because it was full
   */
  public record Use(long size, long used, long arrays, long bytes, long refused) {}

  private SharedArena(SealedMemory memory, long size) {
    this.memory = memory;
    this.size = size;
    free.put(0L, size);
    use = new Use(size, 0, 0, 0, 0);
  }

  /**
   * A new one.
   *
   * @throws IOException if this system has no such memory
   */
  public static SharedArena create(long size) throws IOException {
    return new SharedArena(SealedMemory.create(size), size);
  }

  /** Its memory. */
  public SealedMemory memory() {
    return memory;
  }

  /** How many bytes it has. */
  public long size() {
    return size;
  }

  /** What went through it so far. */
  public synchronized Use use() {
    return use;
  }

  /** The offset of a free place of so many bytes, which is taken from now on. */
  public synchronized OptionalLong take(long bytes) {
    long length = bytes > 0 && bytes <= size ? Math.ceilDiv(bytes, PAGE) * PAGE : Long.MAX_VALUE;
    for (Map.Entry<Long, Long> part : free.entrySet()) {
      if (part.getValue() >= length && !closed) {
        long offset = part.getKey();
        long left = part.getValue() - length;
        free.remove(offset);
        if (left > 0) {
          free.put(offset + length, left);
        }
        taken.put(offset, length);
        use =
            new Use(
                size, use.used() + length, use.arrays() + 1, use.bytes() + bytes, use.refused());
        return OptionalLong.of(offset);
      }
    }
    use = new Use(size, use.used(), use.arrays(), use.bytes(), use.refused() + 1);
    return OptionalLong.empty();
  }

  /** Gives a place back; nothing happens if none was taken there. */
  public synchronized void release(long offset) {
    Long length = taken.remove(offset);
    if (length == null) {
      return;
    }
    use = new Use(size, use.used() - length, use.arrays(), use.bytes(), use.refused());
    long start = offset;
    long end = offset + length;
    Map.Entry<Long, Long> before = free.floorEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      start = before.getKey();
    }
    Long behind = free.remove(end);
    free.put(start, end + (behind == null ? 0 : behind) - start);
  }

  /** Gives the memory back; what still copies to or from it fails, and nothing worse. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    memory.close();
  }
}
