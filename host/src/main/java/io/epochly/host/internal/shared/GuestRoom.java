package io.epochly.host.internal.shared;

import java.util.OptionalLong;

/** An arena as the guest has it whose workers share it; places it gets like any other guest. */
public final class GuestRoom extends ArenaRoom {
  public GuestRoom(SharedArena arena) {
    super(arena);
  }

  /** It runs no tasks. */
  @Override
  public OptionalLong take(long bytes) {
    return OptionalLong.empty();
  }
}
