package io.epochly.host.internal.pool;

import java.time.Duration;

/** How many tasks keep a worker busy for a while, by how long those before them took. */
final class Pace {
  /** Long against the way to a worker and back, and short against what anybody waits for. */
  private static final double WHILE_NANOS = 4e6;

  private static final double WEIGHT = 0.125;

  private double average = WHILE_NANOS;

  /** Of tasks that take longer nobody notices that their worker waits for the next. */
  private static final double LONG_NANOS = 125e6;

  synchronized void took(long nanos) {
    average += WEIGHT * (nanos - average);
  }

  /** Whether a worker should have the next task before it has ended one. */
  synchronized boolean isQuick() {
    return average <= LONG_NANOS;
  }

  /** How long a task may take before it takes longer than the others. */
  synchronized Duration patience() {
    return Duration.ofNanos((long) (2 * Math.min(average, LONG_NANOS)));
  }

  synchronized int tasks() {
    return (int) Math.clamp(WHILE_NANOS / Math.max(average, 1), 1, Integer.MAX_VALUE);
  }
}
