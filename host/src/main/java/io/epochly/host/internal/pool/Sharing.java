package io.epochly.host.internal.pool;

import io.epochly.guest.GuestBindings;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.SharedArena;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** The memory that a guest shares with its workers, and which of its tasks have places there. */
final class Sharing implements AutoCloseable {
  private final long size;
  private final Map<Long, long[]> placesOfTasks = new ConcurrentHashMap<>();
  private final AtomicLong refused = new AtomicLong();
  private Optional<GuestBindings> guest = Optional.empty();
  private Optional<SharedArena> arena = Optional.empty();
  private boolean closed;

  Sharing(long size) {
    this.size = Math.min(size, Integer.MAX_VALUE);
  }

  /** Tells it the guest; one in another process is none that memory can be shared with. */
  synchronized void with(GuestBindings bindings) {
    guest = Optional.of(bindings);
  }

  /** The arena, made at the first call; none if the guest or this system cannot have one. */
  synchronized Optional<SharedArena> arena() {
    if (arena.isEmpty() && guest.isPresent() && size > 0 && !closed) {
      try {
        SharedArena made = SharedArena.create(size);
        guest.get().share(() -> made.memory().memory());
        arena = Optional.of(made);
      } catch (IOException e) {
        LoggerFactory.getLogger(Sharing.class)
            .info("large arrays go through pipes: {}", e.getMessage());
        guest = Optional.empty();
      }
    }
    return arena;
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

  /** Size, bytes that are taken, arrays and bytes that went through it, and arrays that did not. */
  List<Long> use() {
    return current()
        .map(SharedArena::use)
        .map(use -> List.of(use.size(), use.used(), use.arrays(), use.bytes(), use.refused()))
        .orElse(List.of(0L, 0L, 0L, 0L, refused.get()));
  }

  @Override
  public synchronized void close() {
    closed = true;
    arena.ifPresent(SharedArena::close);
  }
}
