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
    new Erf(argument, count).into(result, false);
  }

  static void erfc(byte[] argument, byte[] result, int count) {
    new Erf(argument, count).into(result, true);
  }

  /** The lanes of one strip, in two groups by the formula that serves them. */
  private static final class Erf {
    private static final int TERMS = 50;

    private final double[] series = new double[Strip.LANES];
    private final double[] fraction = new double[Strip.LANES];
    private final int[] seriesLanes = new int[Strip.LANES];
    private final int[] fractionLanes = new int[Strip.LANES];
    private int inSeries;
    private int inFraction;
    private final byte[] argument;
    private final int count;

    Erf(byte[] argument, int count) {
      this.argument = argument;
      this.count = count;
      for (int lane = 0; lane < count; lane++) {
        double x = Strips.getFloat(argument, lane);
        double size = Math.abs(x);
        if (size < 1.5) {
          series[inSeries] = x;
          seriesLanes[inSeries++] = lane;
        } else if (size < 30.0) {
          fraction[inFraction] = size;
          fractionLanes[inFraction++] = lane;
        }
      }
    }

    /** Replaces the arguments of the two groups, then puts them back into their lanes. */
    void into(byte[] result, boolean complement) {
      series(series, new double[Strip.LANES], new double[Strip.LANES], inSeries);
      fraction(fraction, inFraction);
      if (inSeries + inFraction < count) {
        // NaNs and what lies far out.
        for (int lane = 0; lane < count; lane++) {
          double x = Strips.getFloat(argument, lane);
          if (!(Math.abs(x) < 30.0)) {
            Strips.set(result, lane, complement ? Floats.erfc(x) : Floats.erf(x));
          }
        }
      }
      for (int i = 0; i < inSeries; i++) {
        Strips.set(result, seriesLanes[i], complement ? 1.0 - series[i] : series[i]);
      }
      for (int i = 0; i < inFraction; i++) {
        double rest = fraction[i];
        boolean positive = Strips.getFloat(argument, fractionLanes[i]) > 0.0;
        double value =
            complement ? positive ? rest : 2.0 - rest : positive ? 1.0 - rest : rest - 1.0;
        Strips.set(result, fractionLanes[i], value);
      }
    }

    private static void series(double[] x, double[] square, double[] sum, int count) {
      for (int i = 0; i < count; i++) {
        square[i] = x[i] * x[i];
      }
      for (double k = 25.5; k > 1.0; k -= 1.0) {
        if (HAS_FMA) {
          term(square, sum, -k, 1.0 / k, count);
        } else {
          term(square, sum, k, count);
        }
      }
      for (int i = 0; i < count; i++) {
        x[i] = sum[i] * x[i] * Math.exp(-square[i]) / Floats.SQRT_PI;
      }
    }

    /**
     * The same bits without a division, of which a processor does one at a time: the quotient by
     * the inverse, corrected by what it leaves. That rest is exact, as k has few bits; the
     * corrected quotient is off by less than 2**-50 of its last place before it is rounded, and the
     * exact one, by an odd number up to 51 over two, is never so close to where rounding turns.
     * What is too small for that vanishes beside the two.
     */
    private static void term(
        double[] square, double[] sum, double minusK, double inverse, int count) {
      for (int i = 0; i < count; i++) {
        double x = square[i] * sum[i];
        double quotient = x * inverse;
        sum[i] = 2.0 + Math.fma(Math.fma(quotient, minusK, x), inverse, quotient);
      }
    }

    private static void term(double[] square, double[] sum, double k, int count) {
      for (int i = 0; i < count; i++) {
        sum[i] = 2.0 + square[i] * sum[i] / k;
      }
    }

    private static void fraction(double[] x, int count) {
      double[] square = new double[Strip.LANES];
      double[] p = new double[Strip.LANES];
      double[] pBefore = new double[Strip.LANES];
      double[] q = new double[Strip.LANES];
      double[] qBefore = new double[Strip.LANES];
      double step = 0.5;
      for (int i = 0; i < count; i++) {
        square[i] = x[i] * x[i];
        p[i] = 1.0;
        pBefore[i] = 0.0;
        q[i] = step + square[i];
        qBefore[i] = 1.0;
      }
      double a = 0.0;
      // Of two terms each, the second leaves the latest values where the first has found them.
      for (int term = 0; term < TERMS; term += 2) {
        a += step;
        step += 2.0;
        next(square, p, pBefore, a, step, count);
        next(square, q, qBefore, a, step, count);
        a += step;
        step += 2.0;
        next(square, pBefore, p, a, step, count);
        next(square, qBefore, q, a, step, count);
      }
      for (int i = 0; i < count; i++) {
        x[i] = p[i] / q[i] * x[i] * Math.exp(-square[i]) / Floats.SQRT_PI;
      }
    }

    /** One store in a loop: with two, the JVM finds no vectors. */
    private static void next(
        double[] square, double[] value, double[] before, double a, double step, int count) {
      for (int i = 0; i < count; i++) {
        before[i] = (step + square[i]) * value[i] - a * before[i];
      }
    }
  }
}
