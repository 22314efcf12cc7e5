package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.ScalarFunction;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import java.util.List;

/** Tells what never bails out. */
public final class Total {
  private Total() {}

  /** Whether an expression never bails out; one with statements in it is not looked into. */
  public static boolean isTotalInAll(Expr expression) {
    return Exprs.all(expression, e -> !(e instanceof Expr.Sequence) && isTotal(e));
  }

  /** Whether the node itself, not what is inside it, has a result for all operands. */
  public static boolean isTotal(Expr expression) {
    return switch (expression) {
      case Expr.IntConst _,
          Expr.FloatConst _,
          Expr.BoolConst _,
          Expr.Local _,
          Expr.StripLoad _,
          Expr.LeastLength _,
          Expr.Disjoint _,
          Expr.Distinct _,
          Expr.Select _,
          Expr.Sequence _ ->
          true;
      case Expr.Unary e ->
          switch (e.op()) {
            case FLOAT_TO_INT -> false;
            case INT_NEG, INT_ABS -> !e.checked();
            default -> true;
          };
      case Expr.Binary e ->
          switch (e.op()) {
            case INT_TRUEDIV, INT_POW, FLOAT_FLOORDIV, FLOAT_MOD, FLOAT_POW -> false;
            case INT_ADD,
                INT_SUB,
                INT_MUL,
                INT_FLOORDIV,
                INT_MOD,
                INT_QUOTIENT,
                INT_REMAINDER,
                INT_SHL,
                INT_SHR,
                FLOAT_DIV ->
                !e.checked();
            default -> true;
          };
      case Expr.Load e -> areProven(e.checks()) && e.array().type().storage() != Storage.U64;
      case Expr.Length e -> areProven(e.checks());
      case Expr.Call e -> isTotal(e.function());
    };
  }

  /** Whether a function has a result for all arguments. */
  static boolean isTotal(ScalarFunction function) {
    return switch (function) {
      case Intrinsic f ->
          switch (f) {
            case MIN, MAX, COMPARE, ISNAN, ISINF, ISFINITE, COPYSIGN, ROOT, ERF, ERFC, ATAN, TANH ->
                true;
            // Bounds become the extreme ints.
            case LOW_ADD,
                HIGH_ADD,
                LOW_SUB,
                HIGH_SUB,
                LOW_MUL,
                HIGH_MUL,
                LOW_WRAP_INT,
                HIGH_WRAP_INT,
                LOW_WRAP,
                HIGH_WRAP ->
                true;
            default -> false;
          };
      case JavaFunction f -> f.total();
    };
  }

  /** Whether a store of any value of its type succeeds. */
  public static boolean isTotal(Stmt.Store s) {
    return areProven(s.checks())
        && (s.array().type().store() == ArrayType.StoreRule.LOW_BITS || holds(s));
  }

  /** Whether an element holds all values of its type. */
  static boolean holds(Stmt.Store s) {
    return switch (s.array().type().storage()) {
      // The others take less than a scalar of their type can hold.
      case DOUBLES, LONGS, BOOLS, F64, I64, BOOL8, MEMORY_F64, MEMORY_I64 -> true;
      default -> false;
    };
  }

  static boolean areProven(List<IndexCheck> checks) {
    return checks.stream().allMatch(check -> check == IndexCheck.NONE);
  }
}
