package io.epochly.host.internal.shared;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a worker takes of an arena in this process, kept until its task is over. */
public final class WorkerRoom implements Room {
  private final SharedArena arena;
  private final List<Place> taken = new ArrayList<>();
  private boolean ended;

  public WorkerRoom(SharedArena arena) {
    this.arena = arena;
  }

  @Override
  public MemorySegment memory() {
    return arena.memory().memory();
  }

  @Override
  public long size() {
    return arena.size();
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
  public String path() {
    return arena.memory().path();
  }

  @Override
  public synchronized void end() {
    ended = true;
    taken().forEach(place -> arena.release(place.offset()));
  }
}
