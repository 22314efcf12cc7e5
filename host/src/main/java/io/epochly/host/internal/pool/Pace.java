package io.epochly.host.internal.pool;

/** How many tasks keep a worker busy for a while, by how long those before them took. */
final class Pace {
  /** Long against the way to a worker and back, and short against what anybody waits for. */
  private static final double WHILE_NANOS = 4e6;

  private static final double WEIGHT = 0.125;

  private double average = WHILE_NANOS;

  synchronized void took(long nanos) {
    average += WEIGHT * (nanos - average);
  }

  synchronized int tasks() {
    return (int) Math.clamp(WHILE_NANOS / Math.max(average, 1), 1, Integer.MAX_VALUE);
  }
}
