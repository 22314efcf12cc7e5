package io.epochly.conformance.fuzz;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.UnaryOp;
import java.util.function.UnaryOperator;

/** Rewrites of kernels that compute something else. */
final class WrongArithmetic {
  private WrongArithmetic() {}

  /** Applied to each expression whose parts have been rewritten already. */
  private static UnaryOperator<Kernel> each(UnaryOperator<Expr> rewrite) {
    return kernel ->
        new Transformer() {
          @Override
          protected Expr expression(Expr expression) {
            return rewrite.apply(super.expression(expression));
          }
        }.kernel(kernel);
  }

  /** Sums, differences and products wrap around. */
  static UnaryOperator<Kernel> droppedOverflowChecks() {
    return each(
        e ->
            e instanceof Expr.Binary b
                    && switch (b.op()) {
                      case INT_ADD, INT_SUB, INT_MUL -> true;
                      default -> false;
                    }
                ? new Expr.Binary(b.op(), b.left(), b.right(), false, b.position())
                : e);
  }

  /** The remainder has the dividend's sign. */
  static UnaryOperator<Kernel> javaRemainder() {
    return each(
        e -> {
          if (!(e instanceof Expr.Binary b) || b.op() != BinaryOp.INT_MOD) {
            return e;
          }
          // abs(x) % abs(y), with the sign of x.
          Expr size = int2(BinaryOp.INT_MOD, absolute(b.left()), absolute(b.right()), b.position());
          return new Expr.Select(
              int2(BinaryOp.INT_LT, b.left(), new Expr.IntConst(0), b.position()),
              new Expr.Unary(UnaryOp.INT_NEG, size, true, b.position()),
              size);
        });
  }

  private static Expr absolute(Expr e) {
    return new Expr.Unary(UnaryOp.INT_ABS, e, true, Position.NONE);
  }

  private static Expr int2(BinaryOp op, Expr left, Expr right, Position position) {
    return new Expr.Binary(op, left, right, true, position);
  }

  /** {@code -x} is {@code 0.0 - x}. */
  static UnaryOperator<Kernel> lostMinusZero() {
    return each(
        e ->
            e instanceof Expr.Unary u && u.op() == UnaryOp.FLOAT_NEG
                ? new Expr.Binary(
                    BinaryOp.FLOAT_SUB, new Expr.FloatConst(0.0), u.operand(), false, u.position())
                : e);
  }

  /** Ints become floats before they are computed with, not after. */
  static UnaryOperator<Kernel> widenedTooEarly() {
    return each(
        e -> {
          if (e instanceof Expr.Binary b && b.op() == BinaryOp.INT_TRUEDIV) {
            return new Expr.Binary(
                BinaryOp.FLOAT_DIV, widened(b.left()), widened(b.right()), true, b.position());
          }
          if (e instanceof Expr.Unary u
              && u.op() == UnaryOp.INT_TO_FLOAT
              && u.operand() instanceof Expr.Binary b) {
            return switch (b.op()) {
              case INT_ADD -> onFloats(BinaryOp.FLOAT_ADD, b);
              case INT_SUB -> onFloats(BinaryOp.FLOAT_SUB, b);
              case INT_MUL -> onFloats(BinaryOp.FLOAT_MUL, b);
              default -> e;
            };
          }
          return e;
        });
  }

  private static Expr onFloats(BinaryOp op, Expr.Binary b) {
    return new Expr.Binary(op, widened(b.left()), widened(b.right()), false, b.position());
  }

  private static Expr widened(Expr e) {
    return new Expr.Unary(UnaryOp.INT_TO_FLOAT, e, false, Position.NONE);
  }
}
