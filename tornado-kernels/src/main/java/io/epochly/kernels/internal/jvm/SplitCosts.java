package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.SplitReport.Choice;
import org.jspecify.annotations.Nullable;

/**
 * What runs of one loop took, per step, on one core and on several: the quicker way is chosen. Now
 * and then the other one is tried, so seldom that trying costs a hundredth of the time; more often
 * at first, while code is compiled. The short loops of a kernel are tried together: each finds in
 * the caches what the one before has left there, so that one alone on several cores, or alone on
 * one, would look slow.
 *
 * <p>Several threads may use one at once; what they learn may then get lost, and nothing else.
 */
final class SplitCosts {
  /** What it takes until others help. */
  static final long START_NANOS = 15_000;

  private static final double FIRST_GUESS = 0.3;

  /** Runs on several cores before one core is tried: the code is compiled meanwhile. */
  static final int SETTLED = 6;

  /** So long it takes at least, where that does not take too many runs. */
  private static final long SETTLED_NANOS = 50_000_000;

  private static final int MOST_SETTLED = 400;

  /** What is shorter is tried several times in a row. */
  private static final long SHORT_NANOS = 1_000_000;

  private static final int BURST = 8;
  private static final int SHORTEST_INTERVAL = 8;
  private static final int LONGEST_INTERVAL = 200;

  /** So many runs in a row may have been held up by other programs. */
  private static final int HELD_UP = 4;

  /** The last trial of a short loop that a kernel has begun, for its other loops to join. */
  static final class Trial {
    private @Nullable SplitCosts of;
    private boolean onSeveral;

    private void begin(SplitCosts costs, boolean several) {
      onSeveral = several;
      of = costs;
    }

    /** Whether another loop is just being tried so. */
    private boolean isOpenTo(SplitCosts other, boolean several) {
      SplitCosts costs = of;
      return costs != null && costs != other && costs.trials > 0 && onSeveral == several;
    }
  }

  private final Trial together;

  private long onOne;
  private long onSeveral;

  /** What runs on several cores took together. */
  private long spent;

  private double nanosOnOne = Double.NaN;
  private double nanosOnSeveral = Double.NaN;
  private int sinceOther;

  private int heldUpOnOne;
  private int heldUpOnSeveral;

  /** How many more runs go the way that is being tried. */
  private int trials;

  private boolean tried;

  private Choice choice = Choice.NONE;
  private boolean lastOnSeveral;

  SplitCosts(Trial together) {
    this.together = together;
  }

  /** Whether a run of so many steps is likely to be quicker on several cores. */
  boolean pays(long steps) {
    if (Double.isNaN(nanosOnSeveral)) {
      choice = Choice.GUESSED;
      return steps * perStep() > 2.0 * START_NANOS;
    }
    if (trials > 0) {
      trials--;
      choice = Choice.TRIED;
      return tried;
    }
    double several = START_NANOS + steps * nanosOnSeveral;
    if (Double.isNaN(nanosOnOne)) {
      if (onSeveral < SETTLED || onSeveral < MOST_SETTLED && spent < SETTLED_NANOS) {
        choice = Choice.SETTLING;
        return true;
      }
      return attempt(false, burst(several));
    }
    double one = steps * nanosOnOne;
    boolean better = several < one;
    choice = Choice.MEASURED;
    // Of very short runs little is to be learned, and little to be gained.
    if (one < START_NANOS) {
      return better;
    }
    int burst = burst(one);
    double due = burst * interval(several, one);
    sinceOther++;
    if (sinceOther >= due
        || burst > 1 && sinceOther >= due / 2 && together.isOpenTo(this, !better)) {
      return attempt(!better, burst);
    }
    return better;
  }

  /** Where loops follow each other closely, only the first one has to wake other cores up. */
  private static int burst(double nanos) {
    return nanos < SHORT_NANOS ? BURST : 1;
  }

  private boolean attempt(boolean several, int burst) {
    sinceOther = 0;
    trials = burst - 1;
    tried = several;
    choice = Choice.TRIED;
    if (burst > 1) {
      together.begin(this, several);
    }
    return several;
  }

  private double interval(double several, double one) {
    double loss = Math.max(several, one) / Math.min(several, one) - 1.0;
    double most = Math.min(LONGEST_INTERVAL, SHORTEST_INTERVAL + (onOne + onSeveral) / 8.0);
    return Math.clamp(100 * loss, SHORTEST_INTERVAL, most);
  }

  /** Takes note of a run. */
  void learn(boolean several, long nanos, long steps) {
    lastOnSeveral = several;
    if (several) {
      onSeveral++;
      spent += nanos;
      heldUpOnSeveral = isHeldUp(nanosOnSeveral, nanos, steps) ? heldUpOnSeveral + 1 : 0;
      nanosOnSeveral = closer(nanosOnSeveral, heldUpOnSeveral, nanos - START_NANOS, steps);
    } else {
      onOne++;
      heldUpOnOne = isHeldUp(nanosOnOne, nanos, steps) ? heldUpOnOne + 1 : 0;
      nanosOnOne = closer(nanosOnOne, heldUpOnOne, nanos, steps);
    }
  }

  private static boolean isHeldUp(double known, long nanos, long steps) {
    return nanos > START_NANOS + 2 * steps * known;
  }

  /**
   * What a step takes: the least of the latest, as code gets quicker while it warms up, and others
   * may use the cores. Of one run that took many times as long nobody knows whether others are to
   * blame, and it counts as twice as long; several in a row count as what they are.
   */
  private static double closer(double known, int heldUp, long nanos, long steps) {
    double latest = Math.max(0.0, nanos) / steps;
    if (Double.isNaN(known) || latest < known) {
      return latest;
    }
    double counted = heldUp == 0 || heldUp > HELD_UP ? latest : Math.min(latest, 2 * known);
    return known + (counted - known) / 8;
  }

  /** What a step takes on one core, as far as that is known. */
  double perStep() {
    return Double.isNaN(nanosOnOne) ? FIRST_GUESS : nanosOnOne;
  }

  /** Why the last run was given its cores. */
  Choice last() {
    return choice;
  }

  boolean lastOnSeveral() {
    return lastOnSeveral;
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
