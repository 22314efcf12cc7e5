package io.epochly.kernels.internal.jvm;

/**
 * What runs of one loop took, per step, on one core and on several: the quicker way is chosen. Now
 * and then the other one is tried, less often the longer it stays behind.
 *
 * <p>Several threads may use one at once; what they learn may then get lost, and nothing else.
 */
final class SplitCosts {
  /** What it takes until others help. */
  static final long START_NANOS = 15_000;

  private static final double FIRST_GUESS = 0.3;

  /** Runs on several cores before one core is tried: the code is compiled meanwhile. */
  static final int SETTLED = 6;

  /** A run that is so much quicker than the mean says that the mean is not to be trusted. */
  private static final double OUTDATED = 0.8;

  private static final int LONGEST_INTERVAL = 1 << 10;

  private long onOne;
  private long onSeveral;
  private double nanosOnOne = Double.NaN;
  private double nanosOnSeveral = Double.NaN;
  private int sinceOther;
  private int interval = SETTLED;

  /** Whether a run of so many steps is likely to be quicker on several cores. */
  boolean pays(long steps) {
    if (Double.isNaN(nanosOnSeveral)) {
      return steps * perStep() > 2.0 * START_NANOS;
    }
    if (Double.isNaN(nanosOnOne)) {
      return onSeveral < SETTLED;
    }
    boolean better = START_NANOS + steps * nanosOnSeveral < steps * nanosOnOne;
    // Of short runs little is to be learned, and little to be gained.
    if (steps * nanosOnOne < START_NANOS || ++sinceOther < interval) {
      return better;
    }
    sinceOther = 0;
    interval = Math.min(2 * interval, LONGEST_INTERVAL);
    return !better;
  }

  /** Takes note of a run. */
  void learn(boolean several, long nanos, long steps) {
    if (several) {
      onSeveral++;
      nanosOnSeveral = closer(nanosOnSeveral, Math.max(0.0, nanos - START_NANOS) / steps);
    } else {
      onOne++;
      nanosOnOne = closer(nanosOnOne, (double) nanos / steps);
    }
  }

  /** A mean of the latest, which follows faster downwards: code gets quicker while it warms up. */
  private double closer(double mean, double latest) {
    if (latest < OUTDATED * mean) {
      interval = SETTLED;
    }
    return Double.isNaN(mean) ? latest : mean + (latest - mean) / (latest < mean ? 2 : 8);
  }

  /** What a step takes on one core, as far as that is known. */
  double perStep() {
    return Double.isNaN(nanosOnOne) ? FIRST_GUESS : nanosOnOne;
  }

  long onOne() {
    return onOne;
  }

  long onSeveral() {
    return onSeveral;
  }

  double nanosOnOne() {
    return nanosOnOne;
  }

  double nanosOnSeveral() {
    return nanosOnSeveral;
  }
}
