package io.epochly.host.internal.bench;

/**
 * What an optimized call left, in one number; {@code checksum.py} says how.
 *
 * @param magnitude the same of the numbers without their signs
 */
record Checksum(double value, double magnitude) {
  /**
   * What rounding may change: libraries differ in the last digits of logarithms and the like, and C
   * adds numbers up in another order.
   */
  private static final double ROUNDING = 1e-9;

  /** Whether a peer left the same, but for rounding. */
  boolean matches(double other) {
    return Double.compare(value, other) == 0
        || (Double.isFinite(magnitude) && Math.abs(value - other) <= ROUNDING * magnitude);
  }
}
