package io.epochly.host.internal.shared;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** An arena as the guest has it whose workers share it; places it gets like any other guest. */
public final class GuestRoom implements Room {
  private final SharedArena arena;

  public GuestRoom(SharedArena arena) {
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

  /** It runs no tasks. */
  @Override
  public OptionalLong take(long bytes) {
    return OptionalLong.empty();
  }

  @Override
  public String path() {
    return arena.memory().path();
  }
}
