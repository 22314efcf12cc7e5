package io.epochly.host.internal.shared;

import java.lang.foreign.MemorySegment;

/** What every room in an arena of this process has of it. */
abstract class ArenaRoom implements Room {
  final SharedArena arena;

  ArenaRoom(SharedArena arena) {
    this.arena = arena;
  }

  @Override
  public final MemorySegment memory() {
    return arena.memory().memory();
  }

  @Override
  public final long size() {
    return arena.size();
  }

  @Override
  public final String path() {
    return arena.memory().path();
  }
}
