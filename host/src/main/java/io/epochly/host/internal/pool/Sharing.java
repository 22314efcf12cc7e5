package io.epochly.host.internal.pool;

import io.epochly.host.internal.shared.GuestRoom;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.Room;
import io.epochly.host.internal.shared.SharedArena;
import io.epochly.host.internal.shared.WorkerRoom;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * The memory that whoever has workers shares with them, and which of the tasks have places there.
 */
final class Sharing implements AutoCloseable {
  private final long size;
  private final Map<Long, long[]> placesOfTasks = new ConcurrentHashMap<>();
  private final AtomicLong refused = new AtomicLong();
  private Optional<SharedArena> arena = Optional.empty();
  private boolean given;

  /**
   * @param size how many bytes it has; none at all if 0
   */
  Sharing(long size) {
    this.size = Math.min(size, Integer.MAX_VALUE);
    this.given = size <= 0;
  }

  /** Makes the memory at the first call; there is none if this system cannot have it. */
  synchronized void make() {
    if (given) {
      return;
    }
    given = true;
    try {
      arena = Optional.of(SharedArena.create(size));
    } catch (IOException e) {
      LoggerFactory.getLogger(Sharing.class)
          .info("large arrays go through pipes: {}", e.getMessage());
    }
  }

  /** What a worker has of it. */
  Optional<Room> ofWorker() {
    return current().map(WorkerRoom::new);
  }

  /** What the guest itself has of it, where that is another process. */
  Optional<Room> ofGuest() {
    return current().map(GuestRoom::new);
  }

  /** The memory itself, once there is some. */
  MemorySegment memory() {
    return current().map(shared -> shared.memory().memory()).orElse(MemorySegment.NULL);
  }

  /** The offset of a place of so many bytes; -1 if there is none. */
  long take(long bytes) {
    Optional<SharedArena> shared = current();
    if (shared.isEmpty()) {
      refused.incrementAndGet();
      return -1;
    }
    return shared.get().take(bytes).orElse(-1);
  }

  private synchronized Optional<SharedArena> current() {
    return arena;
  }

  /** A task has arguments in these places. */
  void keep(long ticket, long[] offsets) {
    if (offsets.length > 0) {
      placesOfTasks.put(ticket, offsets);
    }
  }

  /** There is no such task. */
  void forget(long ticket) {
    placesOfTasks.remove(ticket);
  }

  /** A task is over. */
  void giveBack(long ticket) {
    long[] offsets = placesOfTasks.remove(ticket);
    if (offsets != null) {
      for (long offset : offsets) {
        giveBackPlace(offset);
      }
    }
  }

  void giveBack(List<Place> places) {
    places.forEach(place -> giveBackPlace(place.offset()));
  }

  void giveBackPlace(long offset) {
    current().ifPresent(shared -> shared.release(offset));
  }

  /** What went through it so far. */
  SharedArena.Use use() {
    return current()
        .map(SharedArena::use)
        .orElseGet(() -> new SharedArena.Use(0, 0, 0, 0, refused.get()));
  }

  @Override
  public synchronized void close() {
    given = true;
    arena.ifPresent(SharedArena::close);
  }
}
