package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ir.Strip;

/**
 * Functions of all lanes of a strip, with the bits of those in {@link Floats}. Their steps wait for
 * each other within a lane only: each step is done for all lanes, by vectors, before the next.
 */
final class StripFunctions {
  private StripFunctions() {}

  /** Whether the processor has an instruction for fma; what stands in for it takes microseconds. */
  private static final boolean HAS_FMA = isQuick();

  private static boolean isQuick() {
    long least = Long.MAX_VALUE;
    double value = 1.0;
    for (int batch = 0; batch < 5; batch++) {
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        value = Math.fma(value, 1.000001, 1e-7);
      }
      least = Math.min(least, System.nanoTime() - start);
    }
    return least < 10_000 && value > 0;
  }

  static void erf(byte[] argument, byte[] result, int count) {
    Erf.of(argument, result, count, false);
  }

  static void erfc(byte[] argument, byte[] result, int count) {
    Erf.of(argument, result, count, true);
  }

  /**
   * The lanes of one strip. All that their loops touch lies in one array, at fixed distances: so
   * the JVM sees what overlaps, and makes vectors of loops that store more than once. A loop does
   * several terms, as loads and stores would take longer than the terms.
   */
  private static final class Erf {
    /** A thread's own, as new memory for each strip would always be out of the caches. */
    private static final ThreadLocal<Erf> OWN = ThreadLocal.withInitial(Erf::new);

    private static final double SERIES_BELOW = 1.5;
    private static final double FRACTION_BELOW = 30.0;

    /** What the series begins with, and the divisor of the term behind it. */
    private static final double FIRST_TERM = 2.0;

    private static final double SECOND = 24.5;

    private static final int TERMS = 50;

    // Of all lanes.
    private static final int X = 0;
    private static final int SQUARE = Strip.LANES;
    private static final int EXP = 2 * Strip.LANES;
    private static final int SUM = 3 * Strip.LANES;
    // Of those that the fraction serves, one after the other.
    private static final int P = Strip.LANES;
    private static final int P_BEFORE = 2 * Strip.LANES;
    private static final int Q = 3 * Strip.LANES;
    private static final int Q_BEFORE = 4 * Strip.LANES;

    private final double[] all = new double[4 * Strip.LANES];
    private final double[] some = new double[5 * Strip.LANES];
    private final int[] lanes = new int[Strip.LANES];

    static void of(byte[] argument, byte[] result, int count, boolean complement) {
      OWN.get().run(argument, result, count, complement);
    }

    private void run(byte[] argument, byte[] result, int count, boolean complement) {
      double[] lane = all;
      for (int i = 0; i < count; i++) {
        lane[i] = Strips.getFloat(argument, i);
      }
      squares(lane, count);
      exponentials(lane, count);
      int large = findLarge(lane, lanes, count);
      if (large < count) {
        // All lanes, as that is quicker than to gather some; what is no result is replaced below.
        series(lane, count);
        if (complement) {
          for (int i = 0; i < count; i++) {
            Strips.set(result, i, 1.0 - lane[SUM + i]);
          }
        } else {
          for (int i = 0; i < count; i++) {
            Strips.set(result, i, lane[SUM + i]);
          }
        }
      }
      if (large > 0) {
        fraction(result, large, complement);
      }
    }

    private static void squares(double[] lane, int count) {
      for (int i = 0; i < count; i++) {
        double x = lane[X + i];
        lane[SQUARE + i] = x * x;
        lane[SUM + i] = FIRST_TERM;
      }
    }

    private static void exponentials(double[] lane, int count) {
      for (int i = 0; i < count; i++) {
        lane[EXP + i] = Math.exp(-lane[SQUARE + i]);
      }
    }

    /** How many lanes the series does not serve, NaNs among them, and which ones these are. */
    private static int findLarge(double[] lane, int[] found, int count) {
      int large = 0;
      for (int i = 0; i < count; i++) {
        found[large] = i;
        large += Math.abs(lane[X + i]) < SERIES_BELOW ? 0 : 1;
      }
      return large;
    }

    private static void series(double[] lane, int count) {
      if (HAS_FMA) {
        for (double k = SECOND; k > 1.0; k -= 3.0) {
          threeTerms(lane, k, count);
        }
      } else {
        for (double k = SECOND; k > 1.0; k -= 1.0) {
          divide(lane, k, count);
        }
      }
      for (int i = 0; i < count; i++) {
        lane[SUM + i] = lane[SUM + i] * lane[X + i] * lane[EXP + i] / Floats.SQRT_PI;
      }
    }

    /**
     * The same bits without a division, of which a processor does one at a time: the quotient by
     * the inverse, corrected by what it leaves. That rest is exact, as k has few bits; the
     * corrected quotient is off by less than 2**-50 of its last place before it is rounded, and the
     * exact one, by an odd number up to 51 over two, is never so close to where rounding turns.
     * What is too small for that vanishes beside the two.
     */
    private static double term(double product, double minusK, double inverse) {
      double quotient = product * inverse;
      return 2.0 + Math.fma(Math.fma(quotient, minusK, product), inverse, quotient);
    }

    private static void threeTerms(double[] lane, double k, int count) {
      double inverse = 1.0 / k;
      double second = k - 1.0;
      double inverseOfSecond = 1.0 / second;
      double third = k - 2.0;
      double inverseOfThird = 1.0 / third;
      for (int i = 0; i < count; i++) {
        double square = lane[SQUARE + i];
        double sum = term(square * lane[SUM + i], -k, inverse);
        sum = term(square * sum, -second, inverseOfSecond);
        lane[SUM + i] = term(square * sum, -third, inverseOfThird);
      }
    }

    private static void divide(double[] lane, double k, int count) {
      for (int i = 0; i < count; i++) {
        lane[SUM + i] = 2.0 + lane[SQUARE + i] * lane[SUM + i] / k;
      }
    }

    private void fraction(byte[] result, int count, boolean complement) {
      double[] own = some;
      for (int i = 0; i < count; i++) {
        own[i] = all[SQUARE + lanes[i]];
      }
      double step = 0.5;
      for (int i = 0; i < count; i++) {
        own[P + i] = 1.0;
        own[P_BEFORE + i] = 0.0;
        own[Q + i] = step + own[i];
        own[Q_BEFORE + i] = 1.0;
      }
      double a = 0.0;
      for (int term = 0; term < TERMS; term += 2) {
        double first = a + step;
        double firstStep = step + 2.0;
        a = first + firstStep;
        step = firstStep + 2.0;
        twoTerms(own, first, firstStep, a, step, count);
      }
      for (int i = 0; i < count; i++) {
        int lane = lanes[i];
        double x = all[X + lane];
        double size = Math.abs(x);
        double rest = own[P + i] / own[Q + i] * size * all[EXP + lane] / Floats.SQRT_PI;
        double value;
        if (!(size < FRACTION_BELOW)) {
          value = complement ? Floats.erfc(x) : Floats.erf(x);
        } else if (complement) {
          value = x > 0.0 ? rest : 2.0 - rest;
        } else {
          value = x > 0.0 ? 1.0 - rest : rest - 1.0;
        }
        Strips.set(result, lane, value);
      }
    }

    private static void twoTerms(
        double[] own, double a, double step, double nextA, double nextStep, int count) {
      for (int i = 0; i < count; i++) {
        double square = own[i];
        double p = own[P + i];
        double q = own[Q + i];
        double b = step + square;
        double nextP = b * p - a * own[P_BEFORE + i];
        double nextQ = b * q - a * own[Q_BEFORE + i];
        own[P_BEFORE + i] = nextP;
        own[Q_BEFORE + i] = nextQ;
        b = nextStep + square;
        own[P + i] = b * nextP - nextA * p;
        own[Q + i] = b * nextQ - nextA * q;
      }
    }
  }
}
