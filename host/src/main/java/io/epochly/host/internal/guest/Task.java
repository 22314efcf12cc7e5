package io.epochly.host.internal.guest;

import io.epochly.host.internal.shared.Place;
import java.time.Duration;
import java.util.List;

/** What a worker does for another guest, or for the host. */
public sealed interface Task {
  /**
   * A function as {@code shipper.py} pickles it; guests keep those that they were given.
   *
   * @param number stands for the same bytes wherever the worker meets it
   */
  record Function(long number, byte[] pickled) {}

  /**
   * Calls a function of another guest.
   *
   * @param many whether the arguments are those of many calls
   */
  record Shipped(Function function, boolean many, byte[] arguments) implements Task {}

  /** Calls a function of {@code __main__}, with a list of arguments as data. */
  record Named(String function, byte[] arguments) implements Task {}

  /** How many bytes its arguments are. */
  default long size() {
    return switch (this) {
      case Shipped shipped -> shipped.arguments().length;
      case Named named -> named.arguments().length;
    };
  }

  /** Hears of tasks that were given to a worker together, in their order. */
  interface Results {
    /** The worker has died, and has not begun with the first. */
    default void neverBegun() {}

    /**
     * The next one is over; this is what {@code tasks.py} gives for it.
     *
     * @param places of the shared memory that it names by number, and that are the hearer's now
     */
    void done(byte[] outcome, List<Place> places);

    /** The last so many have not begun, and this worker will not run them. */
    void givenBack(int count);

    /** Others for the worker, which has begun with its last one, so that it need not wait. */
    default List<Task> more() {
      return List.of();
    }

    /** How long a task may take before those behind it are to be given back. */
    default Duration patience() {
      return Duration.ZERO;
    }

    /** Whether somebody has nothing to do and would run those behind it. */
    default boolean areWanted() {
      return false;
    }
  }
}
