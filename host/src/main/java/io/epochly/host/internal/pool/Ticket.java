package io.epochly.host.internal.pool;

import io.epochly.host.Guest;

/** Somebody in a {@link Line}, with what he wants of the one that he gets. */
public interface Ticket {
  /** What became of what he got. */
  enum Use {
    /** He does not want it any more. */
    NONE,
    /** He is done with it. */
    DONE,
    /** He is done with it, and failed. */
    FAILED,
    /** It may be in any state. */
    BROKEN,
    /** He keeps it. */
    TAKEN
  }

  /** Uses one. */
  Use run(Guest one);

  /** There is none. */
  void fail(RuntimeException reason);
}
