package io.epochly.kernels.internal.lift;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.UnaryOp;

/** Writes conditions, and what conditions make of numbers, in few nodes. */
final class Conditions {
  private Conditions() {}

  static Expr not(Expr condition) {
    return switch (condition) {
      case Expr.BoolConst(boolean value) -> new Expr.BoolConst(!value);
      case Expr.Unary e when e.op() == UnaryOp.NOT -> e.operand();
      case Expr.Binary e when e.op().isComparison() && opposite(e.op()) != e.op() ->
          new Expr.Binary(opposite(e.op()), e.left(), e.right(), false, e.position());
      case Expr.Select(Expr first, Expr then, Expr otherwise)
          when then instanceof Expr.BoolConst || otherwise instanceof Expr.BoolConst ->
          new Expr.Select(first, not(then), not(otherwise));
      default -> new Expr.Unary(UnaryOp.NOT, condition, false, Position.NONE);
    };
  }

  /** What is true where a comparison is not; itself where NaN makes both false. */
  private static BinaryOp opposite(BinaryOp op) {
    return switch (op) {
      case INT_EQ -> BinaryOp.INT_NE;
      case INT_NE -> BinaryOp.INT_EQ;
      case INT_LT -> BinaryOp.INT_GE;
      case INT_GE -> BinaryOp.INT_LT;
      case INT_GT -> BinaryOp.INT_LE;
      case INT_LE -> BinaryOp.INT_GT;
      case FLOAT_EQ -> BinaryOp.FLOAT_NE;
      case FLOAT_NE -> BinaryOp.FLOAT_EQ;
      default -> op;
    };
  }

  /** The one or the other; the second is evaluated only where it is chosen. */
  static Expr select(Expr condition, Expr then, Expr otherwise) {
    Expr one = new Expr.IntConst(1);
    Expr zero = new Expr.IntConst(0);
    if (then.equals(one) && otherwise.equals(zero)) {
      return new Expr.Unary(UnaryOp.BOOL_TO_INT, condition, false, Position.NONE);
    }
    if (then.equals(zero) && otherwise.equals(one)) {
      return new Expr.Unary(UnaryOp.BOOL_TO_INT, not(condition), false, Position.NONE);
    }
    // Longer tests first would nest on the wrong side.
    if (condition instanceof Expr.Unary e && e.op() == UnaryOp.NOT) {
      return new Expr.Select(e.operand(), otherwise, then);
    }
    return new Expr.Select(condition, then, otherwise);
  }

  static Expr and(Expr left, Expr right) {
    return new Expr.Select(left, right, new Expr.BoolConst(false));
  }

  static Expr or(Expr left, Expr right) {
    return new Expr.Select(left, new Expr.BoolConst(true), right);
  }

  /** Whether an int of Java's is not zero. */
  static Expr isTrue(Expr value, Position at) {
    return switch (value) {
      case Expr.Unary e when e.op() == UnaryOp.BOOL_TO_INT -> e.operand();
      case Expr.IntConst(long constant) -> new Expr.BoolConst(constant != 0);
      // What boolean methods compute by & and |, and by ^ 1 for a negation.
      case Expr.Binary e
          when e.left() instanceof Expr.Unary l
              && l.op() == UnaryOp.BOOL_TO_INT
              && e.right() instanceof Expr.Unary r
              && r.op() == UnaryOp.BOOL_TO_INT
              && ofBooleans(e.op()) != e.op() ->
          new Expr.Binary(ofBooleans(e.op()), l.operand(), r.operand(), false, e.position());
      default -> new Expr.Binary(BinaryOp.INT_NE, value, new Expr.IntConst(0), false, at);
    };
  }

  private static BinaryOp ofBooleans(BinaryOp op) {
    return switch (op) {
      case INT_AND -> BinaryOp.BOOL_AND;
      case INT_OR -> BinaryOp.BOOL_OR;
      case INT_XOR -> BinaryOp.BOOL_XOR;
      default -> op;
    };
  }
}
