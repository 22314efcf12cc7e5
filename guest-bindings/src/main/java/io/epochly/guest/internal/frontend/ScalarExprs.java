package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.List;

/**
 * Writes the scalar expressions that lowering needs everywhere: constants, conversions and
 * comparisons. What is a constant stays one.
 */
final class ScalarExprs {
  private ScalarExprs() {}

  static Expr local(Var var) {
    return new Expr.Local(var);
  }

  static Expr constant(long value) {
    return new Expr.IntConst(value);
  }

  static Expr constant(boolean value) {
    return new Expr.BoolConst(value);
  }

  static Expr not(Expr condition) {
    return new Expr.Unary(UnaryOp.NOT, condition, false, Position.NONE);
  }

  static Expr zero(ScalarType type) {
    return switch (type) {
      case FLOAT -> new Expr.FloatConst(0.0);
      case INT -> constant(0);
      case BOOL -> constant(false);
    };
  }

  static Expr intCompare(BinaryOp op, Expr left, Expr right) {
    return unchecked(op, left, right);
  }

  /** An operation that cannot fail where it stands. */
  static Expr unchecked(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, false, Position.NONE);
  }

  static Expr toInt(Expr value) {
    return switch (value) {
      case Expr.BoolConst(boolean b) -> constant(b ? 1 : 0);
      case Expr e when e.type() == ScalarType.BOOL ->
          new Expr.Unary(UnaryOp.BOOL_TO_INT, e, false, Position.NONE);
      default -> value;
    };
  }

  static Expr toFloat(Expr value) {
    return switch (value.type()) {
      case FLOAT -> value;
      case INT, BOOL ->
          toInt(value) instanceof Expr.IntConst(long constant)
              ? new Expr.FloatConst((double) constant)
              : new Expr.Unary(UnaryOp.INT_TO_FLOAT, toInt(value), false, Position.NONE);
    };
  }

  static Expr toBool(Expr value) {
    return switch (value.type()) {
      case BOOL -> value;
      case INT ->
          value instanceof Expr.IntConst(long constant)
              ? constant(constant != 0)
              : new Expr.Unary(UnaryOp.INT_TO_BOOL, value, false, Position.NONE);
      case FLOAT -> new Expr.Unary(UnaryOp.FLOAT_TO_BOOL, value, false, Position.NONE);
    };
  }

  static Expr truncated(Expr x, Position at) {
    return x.type() == ScalarType.FLOAT
        ? new Expr.Unary(UnaryOp.FLOAT_TO_INT, x, true, at)
        : toInt(x);
  }

  static Expr sequence(List<Stmt> statements, Expr value) {
    return statements.isEmpty() ? value : new Expr.Sequence(statements, value);
  }
}
