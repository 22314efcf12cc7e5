package io.epochly.host;

/**
 * How a {@link GuestPool} treats its guests and those who wait for them.
 *
 * @param mostWaiting how many actions may wait for a guest; one more is refused
 * @param reset whether guests are used again, with fresh globals; else, as by {@link #defaults},
 *     each action gets a guest that nobody had before
 */
public record PoolOptions(int mostWaiting, boolean reset) {
  private static final int MOST_WAITING = 1_000;

  /**
   * Options of a pool.
   *
   * @throws IllegalArgumentException if {@code mostWaiting} is negative
   */
  public PoolOptions {
    if (mostWaiting < 0) {
      throw new IllegalArgumentException(
          "mostWaiting is " + mostWaiting + "; it is 0 or more actions");
    }
  }

  /** 1000 actions may wait, and each gets a guest of its own. */
  public static PoolOptions defaults() {
    return new PoolOptions(MOST_WAITING, false);
  }

  /** The same, with so many actions that may wait. */
  public PoolOptions withMostWaiting(int actions) {
    return new PoolOptions(actions, reset);
  }

  /**
   * The same, but guests are used again: behind an action {@code __main__} is emptied and the
   * pool's setup runs anew. What an action left in modules, as {@code math.pi = 3}, or in their
   * caches and files, the next ones find there: for actions that trust each other.
   */
  public PoolOptions withReset() {
    return new PoolOptions(mostWaiting, true);
  }
}
