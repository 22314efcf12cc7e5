package io.epochly.host.internal.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * How often a function is called.
 *
 * @param calls at least so often
 * @param time for so long, arguments included, which gives compilers the time that they need; zero
 *     for no longer than the calls take
 */
public record Extent(int calls, Duration time) {
  public Extent {
    if (calls < 1 || time.isNegative()) {
      throw new IllegalArgumentException("no call at all: " + calls + ", " + time);
    }
  }

  /**
   * Whether one more call is due.
   *
   * @param nanoseconds since the first one began
   */
  boolean asksForMore(int called, long nanoseconds) {
    return called < calls || nanoseconds < time.toNanos();
  }

  double seconds() {
    return time.toMillis() / 1e3;
  }

  @Override
  public String toString() {
    return time.isZero()
        ? calls + " calls"
        : String.format(Locale.ROOT, "at least %d calls in %s s", calls, seconds());
  }
}
