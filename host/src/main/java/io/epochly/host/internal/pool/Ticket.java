package io.epochly.host.internal.pool;

/** Somebody in a {@link Line}, with what he wants of the one that he gets. */
public interface Ticket<G> {
  /** What became of what he got. */
  enum Use {
    /** He does not want it any more. */
    NONE,
    /** He is done with it. */
    DONE,
    /** He failed, and may have left anything. */
    FAILED,
    /** He keeps it. */
    TAKEN
  }

  /** Uses one. */
  Use run(G one);

  /** There is none. */
  void fail(RuntimeException reason);
}
