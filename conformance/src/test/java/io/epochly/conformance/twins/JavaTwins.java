package io.epochly.conformance.twins;

/** Kernels in Java; {@code kernels/twins.py} has the same in Python. */
public final class JavaTwins {
  private JavaTwins() {}

  /** The sum of two vectors. */
  public static void vectorAdd(double[] a, double[] b, double[] c) {
    for (int i = 0; i < c.length; i++) {
      c[i] = a[i] + b[i];
    }
  }

  /** A vector, scaled and added to another one. */
  public static void saxpy(double a, double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = a * x[i] + y[i];
    }
  }

  /** What bodies do to each other. */
  public static void nbody(
      double[] x, double[] y, double[] z, double[] m, double[] ax, double[] ay, double[] az) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      double sx = 0;
      double sy = 0;
      double sz = 0;
      double xi = x[i];
      double yi = y[i];
      double zi = z[i];
      for (int j = 0; j < n; j++) {
        double dx = x[j] - xi;
        double dy = y[j] - yi;
        double dz = z[j] - zi;
        double d2 = dx * dx + dy * dy + dz * dz + 0.01;
        double w = m[j] / (d2 * Math.sqrt(d2));
        sx += dx * w;
        sy += dy * w;
        sz += dz * w;
      }
      ax[i] = sx;
      ay[i] = sy;
      az[i] = sz;
    }
  }

  /** The product of two square matrices, row by row in one array. */
  public static void matrixProduct(double[] a, double[] b, double[] c, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i * n + k] * b[k * n + j];
        }
        c[i * n + j] = sum;
      }
    }
  }

  /** Prices of European call options. */
  public static void blackScholes(
      double[] spot,
      double[] strike,
      double[] years,
      double rate,
      double volatility,
      double[] call) {
    for (int i = 0; i < call.length; i++) {
      double root = volatility * Math.sqrt(years[i]);
      double d1 =
          (Math.log(spot[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i])
              / root;
      double d2 = d1 - root;
      call[i] = spot[i] * normal(d1) - strike[i] * Math.exp(-rate * years[i]) * normal(d2);
    }
  }

  /** The normal distribution, by a polynomial of the handbook of Abramowitz and Stegun. */
  static double normal(double x) {
    double k = 1 / (1 + 0.2316419 * Math.abs(x));
    double p =
        k
            * (0.319381530
                + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
    double tail = 0.3989422804014327 * Math.exp(-0.5 * x * x) * p;
    return x < 0 ? tail : 1 - tail;
  }

  /** How often each value modulo the number of counts occurs. */
  public static void histogram(int[] values, int[] counts) {
    for (int i = 0; i < values.length; i++) {
      counts[values[i] % counts.length]++;
    }
  }

  /** One generation of the Game of Life, on a torus of cells that are 0 or 1. */
  public static void life(int[] from, int[] to, int width, int height) {
    for (int row = 0; row < height; row++) {
      int above = (row + height - 1) % height;
      int below = (row + 1) % height;
      for (int column = 0; column < width; column++) {
        int left = (column + width - 1) % width;
        int right = (column + 1) % width;
        int around =
            from[above * width + left]
                + from[above * width + column]
                + from[above * width + right]
                + from[row * width + left]
                + from[row * width + right]
                + from[below * width + left]
                + from[below * width + column]
                + from[below * width + right];
        to[row * width + column] =
            around == 3 || around == 2 && from[row * width + column] == 1 ? 1 : 0;
      }
    }
  }
}
