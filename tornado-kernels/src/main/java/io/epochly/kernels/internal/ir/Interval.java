package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;

/**
 * Bounds of an int expression inside a loop: constants, or variables that are computed once before
 * the loop. A low end that is the least int, or a high end that is the largest one, says nothing.
 */
record Interval(Expr low, Expr high) {
  static final Interval UNKNOWN = of(Long.MIN_VALUE, Long.MAX_VALUE);

  static Interval of(long low, long high) {
    return new Interval(new Expr.IntConst(low), new Expr.IntConst(high));
  }

  static Interval point(Expr value) {
    return new Interval(value, value);
  }

  /** Whether both ends say something. */
  boolean bounded() {
    return !isConstant(low, Long.MIN_VALUE) && !isConstant(high, Long.MAX_VALUE);
  }

  /** Whether the low end is a constant of at least {@code least}. */
  boolean atLeast(long least) {
    return low instanceof Expr.IntConst(long value) && value >= least;
  }

  private static boolean isConstant(Expr bound, long value) {
    return bound instanceof Expr.IntConst(long constant) && constant == value;
  }
}
