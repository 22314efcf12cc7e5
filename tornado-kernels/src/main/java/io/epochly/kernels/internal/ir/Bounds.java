package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import java.util.Optional;

/**
 * Arithmetic on bounds, where kernels are compiled and where they run. A lower bound that is the
 * least int says nothing, an upper one that is the largest int says nothing; what would leave 64
 * bits ends at the extreme int, which is a bound still. Each operation gives a bound of one side
 * only: the largest int may be the exact lower bound of a value, and something smaller must be able
 * to come of it.
 */
public final class Bounds {
  private Bounds() {}

  public static long lowAdd(long a, long b) {
    return a == Long.MIN_VALUE || b == Long.MIN_VALUE ? Long.MIN_VALUE : add(a, b);
  }

  public static long highAdd(long a, long b) {
    return a == Long.MAX_VALUE || b == Long.MAX_VALUE ? Long.MAX_VALUE : add(a, b);
  }

  /** What is at least {@code a}, less what is at most {@code b}. */
  public static long lowSub(long a, long b) {
    return a == Long.MIN_VALUE || b == Long.MAX_VALUE ? Long.MIN_VALUE : subtract(a, b);
  }

  /** What is at most {@code a}, less what is at least {@code b}. */
  public static long highSub(long a, long b) {
    return a == Long.MAX_VALUE || b == Long.MIN_VALUE ? Long.MAX_VALUE : subtract(a, b);
  }

  /** The product of any two ends, not above the exact one. */
  public static long lowMul(long a, long b) {
    boolean negative = (a < 0) != (b < 0);
    return negative && a != 0 && b != 0 && (isExtreme(a) || isExtreme(b))
        ? Long.MIN_VALUE
        : multiply(a, b);
  }

  /** The product of any two ends, not below the exact one. */
  public static long highMul(long a, long b) {
    boolean negative = (a < 0) != (b < 0);
    return !negative && a != 0 && b != 0 && (isExtreme(a) || isExtreme(b))
        ? Long.MAX_VALUE
        : multiply(a, b);
  }

  /** Less than 32 bits are kept as they are, of more any may be left. */
  public static long lowWrapInt(long low, long high) {
    return low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE ? low : Integer.MIN_VALUE;
  }

  public static long highWrapInt(long low, long high) {
    return low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE ? high : Integer.MAX_VALUE;
  }

  /** An extreme end may stand for what lies beyond it. */
  public static long lowWrap(long low, long high) {
    return isExtreme(low) || isExtreme(high) ? Long.MIN_VALUE : low;
  }

  public static long highWrap(long low, long high) {
    return isExtreme(low) || isExtreme(high) ? Long.MAX_VALUE : high;
  }

  static long apply(Intrinsic f, long a, long b) {
    return switch (f) {
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case LOW_ADD -> lowAdd(a, b);
      case HIGH_ADD -> highAdd(a, b);
      case LOW_SUB -> lowSub(a, b);
      case HIGH_SUB -> highSub(a, b);
      case LOW_MUL -> lowMul(a, b);
      case HIGH_MUL -> highMul(a, b);
      case LOW_WRAP_INT -> lowWrapInt(a, b);
      case HIGH_WRAP_INT -> highWrapInt(a, b);
      case LOW_WRAP -> lowWrap(a, b);
      case HIGH_WRAP -> highWrap(a, b);
      default -> throw new IllegalArgumentException("no arithmetic of bounds: " + f);
    };
  }

  /** What the operation gives when one operand decides it. */
  static Optional<Expr> simplify(Intrinsic f, Expr a, Expr b) {
    return switch (f) {
      case MIN, MAX -> {
        long absorbing = f == Intrinsic.MIN ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (is(a, absorbing) || a.equals(b) || is(b, -1 - absorbing)) {
          yield Optional.of(a);
        }
        yield is(b, absorbing) || is(a, -1 - absorbing) ? Optional.of(b) : Optional.empty();
      }
      case LOW_ADD, HIGH_ADD -> {
        long nothing = f == Intrinsic.LOW_ADD ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (is(a, nothing) || is(b, 0)) {
          yield Optional.of(a);
        }
        yield is(b, nothing) || is(a, 0) ? Optional.of(b) : Optional.empty();
      }
      case LOW_SUB, HIGH_SUB -> {
        long nothing = f == Intrinsic.LOW_SUB ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (is(a, nothing) || is(b, 0)) {
          yield Optional.of(a);
        }
        yield is(b, -1 - nothing) ? Optional.of(new Expr.IntConst(nothing)) : Optional.empty();
      }
      case LOW_MUL, HIGH_MUL -> {
        if (is(a, 0) || is(b, 1)) {
          yield Optional.of(a);
        }
        yield is(b, 0) || is(a, 1) ? Optional.of(b) : Optional.empty();
      }
      case LOW_WRAP_INT, HIGH_WRAP_INT -> {
        boolean low = f == Intrinsic.LOW_WRAP_INT;
        boolean wraps =
            a instanceof Expr.IntConst(long least) && least < Integer.MIN_VALUE
                || b instanceof Expr.IntConst(long most) && most > Integer.MAX_VALUE;
        yield wraps
            ? Optional.of(new Expr.IntConst(low ? Integer.MIN_VALUE : Integer.MAX_VALUE))
            : Optional.empty();
      }
      case LOW_WRAP, HIGH_WRAP -> {
        boolean low = f == Intrinsic.LOW_WRAP;
        boolean wraps =
            a instanceof Expr.IntConst(long least) && isExtreme(least)
                || b instanceof Expr.IntConst(long most) && isExtreme(most);
        yield wraps
            ? Optional.of(new Expr.IntConst(low ? Long.MIN_VALUE : Long.MAX_VALUE))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static boolean is(Expr e, long value) {
    return e instanceof Expr.IntConst(long constant) && constant == value;
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? extreme(a < 0) : sum;
  }

  private static long subtract(long a, long b) {
    long difference = a - b;
    return ((a ^ b) & (a ^ difference)) < 0 ? extreme(a < 0) : difference;
  }

  private static long multiply(long a, long b) {
    long low = a * b;
    return Math.multiplyHigh(a, b) == low >> 63 ? low : extreme((a < 0) != (b < 0));
  }

  private static boolean isExtreme(long bound) {
    return bound == Long.MIN_VALUE || bound == Long.MAX_VALUE;
  }

  private static long extreme(boolean negative) {
    return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
