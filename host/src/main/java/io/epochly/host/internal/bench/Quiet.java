package io.epochly.host.internal.bench;

import java.time.Duration;

/**
 * Waits until this process rests: until the compilers that earlier code keeps busy no longer
 * compete with what is timed next. On few cores they would otherwise be most of what a first call
 * measures.
 */
final class Quiet {
  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /** The share of one core below which a process that only waits is said to rest. */
  private static final double RESTING = 0.1;

  private Quiet() {}

  /** Returns when the process rests, and in any case after {@link #LONGEST}. */
  static void await() {
    long end = System.nanoTime() + LONGEST.toNanos();
    int resting = 0;
    while (resting < 2 && System.nanoTime() < end) {
      Duration before = used();
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      boolean rests = used().minus(before).toNanos() < RESTING * STEP.toNanos();
      resting = rests ? resting + 1 : 0;
    }
  }

  private static Duration used() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
