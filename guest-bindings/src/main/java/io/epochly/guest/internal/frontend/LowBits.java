package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;
import static io.epochly.guest.internal.frontend.ScalarExprs.sequence;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets arithmetic wrap whose result is masked: with a mask that is not negative, or a power of two
 * as divisor, only the low bits count, and those of a sum, a product or a shift to the left depend
 * on nothing but the low bits of the operands.
 */
final class LowBits {
  private final KernelWriter writer;

  LowBits(KernelWriter writer) {
    this.writer = writer;
  }

  /** {@code left & right} of ints, or nothing where neither can be let wrap. */
  Optional<Expr> and(Expr left, Expr right, Position at) {
    Optional<Long> rightMask = constantOf(right);
    Optional<Long> leftMask = constantOf(left);
    if (rightMask.isPresent() || leftMask.isPresent()) {
      Expr masked = rightMask.isPresent() ? left : right;
      long mask = rightMask.or(() -> leftMask).orElseThrow();
      return mask >= 0 && mayOverflow(masked)
          ? Optional.of(masked(wrapping(masked), constant(mask), at))
          : Optional.empty();
    }
    if (grows(left)) {
      return Optional.of(chosen(left, right, at));
    }
    return grows(right) ? Optional.of(chosen(right, left, at)) : Optional.empty();
  }

  /** {@code left % right} of ints, or nothing if the divisor is no power of two. */
  Optional<Expr> mod(Expr left, Expr right, Position at) {
    return constantOf(right)
        .filter(divisor -> divisor > 0 && Long.bitCount(divisor) == 1 && mayOverflow(left))
        .map(divisor -> masked(wrapping(left), constant(divisor - 1), at));
  }

  /** Which of the two forms is right, only the mask's sign can tell. */
  private Expr chosen(Expr value, Expr mask, Position at) {
    // Both forms read what is below the arithmetic, which is computed once.
    Expr parts = withSettledLeaves(value);
    Expr kept = writer.settled(mask);
    List<Expr> wrapped = new ArrayList<>(1);
    List<Stmt> statements = writer.inLazyBlock(() -> wrapped.add(wrapping(parts)));
    return new Expr.Select(
        intCompare(BinaryOp.INT_GE, kept, constant(0)),
        sequence(statements, masked(wrapped.getFirst(), kept, at)),
        masked(parts, kept, at));
  }

  private static Expr masked(Expr value, Expr mask, Position at) {
    return new Expr.Binary(BinaryOp.INT_AND, value, mask, true, at);
  }

  /** Whether something would bail out for a result beyond 64 bits. */
  private static boolean mayOverflow(Expr value) {
    return switch (value) {
      case Expr.Binary(BinaryOp op, Expr l, Expr r, boolean _, Position _) ->
          switch (op) {
            case INT_ADD, INT_SUB, INT_MUL, INT_SHL -> true;
            case INT_AND, INT_OR, INT_XOR -> mayOverflow(l) || mayOverflow(r);
            default -> false;
          };
      case Expr.Unary(UnaryOp op, Expr x, boolean _, Position _) ->
          op == UnaryOp.INT_NEG || op == UnaryOp.INT_INVERT && mayOverflow(x);
      case Expr.Select(Expr _, Expr then, Expr otherwise) ->
          mayOverflow(then) || mayOverflow(otherwise);
      default -> false;
    };
  }

  /** Whether it holds what is likely to overflow, so that two forms of it are worth it. */
  private static boolean grows(Expr value) {
    return switch (value) {
      case Expr.Binary(BinaryOp op, Expr l, Expr r, boolean _, Position _) ->
          switch (op) {
            case INT_MUL, INT_SHL -> true;
            case INT_ADD, INT_SUB, INT_AND, INT_OR, INT_XOR -> grows(l) || grows(r);
            default -> false;
          };
      case Expr.Unary(UnaryOp op, Expr x, boolean _, Position _) ->
          (op == UnaryOp.INT_NEG || op == UnaryOp.INT_INVERT) && grows(x);
      default -> false;
    };
  }

  /** What has the same low 64 bits as the value, and never overflows. */
  private Expr wrapping(Expr value) {
    return switch (value) {
      case Expr.Binary(BinaryOp op, Expr l, Expr r, boolean _, Position at) ->
          switch (op) {
            case INT_ADD, INT_SUB, INT_MUL ->
                new Expr.Binary(op, wrapping(l), wrapping(r), false, at);
            case INT_AND, INT_OR, INT_XOR ->
                new Expr.Binary(op, wrapping(l), wrapping(r), true, at);
            case INT_SHL -> new Expr.Binary(op, wrapping(l), distance(r, at), false, at);
            default -> value;
          };
      case Expr.Unary(UnaryOp op, Expr x, boolean _, Position at)
          when op == UnaryOp.INT_NEG || op == UnaryOp.INT_INVERT ->
          new Expr.Unary(op, wrapping(x), false, at);
      case Expr.Select(Expr test, Expr then, Expr otherwise) ->
          new Expr.Select(test, wrapping(then), wrapping(otherwise));
      default -> value;
    };
  }

  /** How far a shift goes; beyond 64 bits the guest may run out of memory. */
  private Expr distance(Expr count, Position at) {
    if (count instanceof Expr.IntConst(long bits) && bits >= 0 && bits < 64) {
      return count;
    }
    Expr kept = writer.settled(count);
    Expr beyond = new Expr.Binary(BinaryOp.INT_AND, kept, constant(~63L), false, Position.NONE);
    writer.emit(
        new Stmt.If(
            not(intCompare(BinaryOp.INT_EQ, beyond, constant(0))),
            List.of(new Stmt.Bail(BailReason.SHIFT, at, -1)),
            List.of()));
    return kept;
  }

  private Expr withSettledLeaves(Expr value) {
    return switch (value) {
      case Expr.Binary(BinaryOp op, Expr l, Expr r, boolean checked, Position at)
          when isTransparent(op) ->
          new Expr.Binary(op, withSettledLeaves(l), withSettledLeaves(r), checked, at);
      case Expr.Unary(UnaryOp op, Expr x, boolean checked, Position at)
          when op == UnaryOp.INT_NEG || op == UnaryOp.INT_INVERT ->
          new Expr.Unary(op, withSettledLeaves(x), checked, at);
      default -> writer.settled(value);
    };
  }

  private static boolean isTransparent(BinaryOp op) {
    return switch (op) {
      case INT_ADD, INT_SUB, INT_MUL, INT_SHL, INT_AND, INT_OR, INT_XOR -> true;
      default -> false;
    };
  }

  /** The value of what is written as a constant, such as {@code 2 ** 32 - 1}. */
  private static Optional<Long> constantOf(Expr value) {
    if (value instanceof Expr.IntConst(long known)) {
      return Optional.of(known);
    }
    if (!(value instanceof Expr.Binary(BinaryOp op, Expr l, Expr r, boolean _, Position _))) {
      return Optional.empty();
    }
    Optional<Long> left = constantOf(l);
    Optional<Long> right = constantOf(r);
    return left.isEmpty() || right.isEmpty()
        ? Optional.empty()
        : constantOf(op, left.get(), right.get());
  }

  private static Optional<Long> constantOf(BinaryOp op, long left, long right) {
    return switch (op) {
      case INT_SUB -> {
        long difference = left - right;
        boolean overflows = ((left ^ right) & (left ^ difference)) < 0;
        yield overflows ? Optional.empty() : Optional.of(difference);
      }
      case INT_SHL -> left == 1 ? powerOfTwo(right) : Optional.empty();
      case INT_POW -> left == 2 ? powerOfTwo(right) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Long> powerOfTwo(long exponent) {
    return exponent >= 0 && exponent < 63 ? Optional.of(1L << exponent) : Optional.empty();
  }
}
