package io.epochly.host.internal.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a worker takes of an arena in this process, kept until its task is over. */
public final class WorkerRoom extends ArenaRoom {
  private final List<Place> taken = new ArrayList<>();
  private boolean ended;

  public WorkerRoom(SharedArena arena) {
    super(arena);
  }

  @Override
  public synchronized OptionalLong take(long bytes) {
    if (ended) {
      return OptionalLong.empty();
    }
    OptionalLong offset = arena.take(bytes);
    offset.ifPresent(start -> taken.add(new Place(start, bytes)));
    return offset;
  }

  @Override
  public synchronized List<Place> taken() {
    List<Place> places = List.copyOf(taken);
    taken.clear();
    return places;
  }

  @Override
  public synchronized void end() {
    ended = true;
    taken().forEach(place -> arena.release(place.offset()));
  }
}
