package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import java.util.Optional;

/** Arithmetic on bounds at compile time, where the extreme ints stand for infinity. */
final class Bounds {
  private Bounds() {}

  static long apply(Intrinsic f, long a, long b) {
    return switch (f) {
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case BOUND_ADD -> add(a, b);
      case BOUND_SUB -> add(a, b == Long.MIN_VALUE ? Long.MAX_VALUE : -b);
      case BOUND_MUL -> multiply(a, b);
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
      case BOUND_ADD -> {
        if (infinite(a) || is(b, 0)) {
          yield Optional.of(a);
        }
        yield infinite(b) || is(a, 0) ? Optional.of(b) : Optional.empty();
      }
      case BOUND_SUB -> {
        if (infinite(a) || is(b, 0)) {
          yield Optional.of(a);
        }
        if (infinite(b)) {
          yield Optional.of(
              new Expr.IntConst(is(b, Long.MIN_VALUE) ? Long.MAX_VALUE : Long.MIN_VALUE));
        }
        yield Optional.empty();
      }
      case BOUND_MUL -> {
        if (is(a, 0) || is(b, 1)) {
          yield Optional.of(a);
        }
        yield is(b, 0) || is(a, 1) ? Optional.of(b) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static boolean is(Expr e, long value) {
    return e instanceof Expr.IntConst(long constant) && constant == value;
  }

  private static boolean infinite(Expr e) {
    return is(e, Long.MIN_VALUE) || is(e, Long.MAX_VALUE);
  }

  private static long add(long a, long b) {
    if (infinite(a)) {
      return a;
    }
    if (infinite(b)) {
      return b;
    }
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? infinity(a < 0) : sum;
  }

  private static long multiply(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    long low = a * b;
    boolean overflow = Math.multiplyHigh(a, b) != low >> 63;
    return infinite(a) || infinite(b) || overflow ? infinity((a < 0) != (b < 0)) : low;
  }

  private static boolean infinite(long bound) {
    return bound == Long.MIN_VALUE || bound == Long.MAX_VALUE;
  }

  private static long infinity(boolean negative) {
    return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
