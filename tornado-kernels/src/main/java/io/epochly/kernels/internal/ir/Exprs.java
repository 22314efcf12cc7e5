package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import java.util.List;
import java.util.function.Predicate;

/** What passes ask of expressions, and how they write conditions and sums of their own. */
public final class Exprs {
  private Exprs() {}

  /** An operation that needs no check, and stands for none of the source. */
  static Expr proven(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, false, Position.NONE);
  }

  /** Whether all conditions hold, evaluated from the first on until one does not. */
  static Expr all(List<Expr> conditions) {
    Expr result = conditions.getLast();
    for (Expr next : conditions.subList(0, conditions.size() - 1).reversed()) {
      result = new Expr.Select(next, result, new Expr.BoolConst(false));
    }
    return result;
  }

  /** Whether two expressions are the same but for where they stand in the source. */
  static boolean same(Expr one, Expr other) {
    return WITHOUT_PLACES.expression(one).equals(WITHOUT_PLACES.expression(other));
  }

  private static final WithoutPlaces WITHOUT_PLACES = new WithoutPlaces();

  private static final class WithoutPlaces extends Transformer {
    @Override
    protected Expr expression(Expr expression) {
      return switch (super.expression(expression)) {
        case Expr.Unary e -> new Expr.Unary(e.op(), e.operand(), e.checked(), Position.NONE);
        case Expr.Binary e ->
            new Expr.Binary(e.op(), e.left(), e.right(), e.checked(), Position.NONE);
        case Expr.Load e ->
            new Expr.Load(e.array(), e.indices(), e.checks(), e.view(), Position.NONE);
        case Expr.Length e -> new Expr.Length(e.array(), e.indices(), e.checks(), Position.NONE);
        case Expr.Call e -> new Expr.Call(e.function(), e.arguments(), Position.NONE);
        case Expr e -> e;
      };
    }
  }

  /** Whether something is so of the expression or of one inside it. */
  public static boolean any(Expr expression, Predicate<Expr> what) {
    Search search = new Search(what);
    search.walk(expression);
    return search.found;
  }

  /** Whether something is so of an expression in the statement. */
  static boolean any(Stmt statement, Predicate<Expr> what) {
    Search search = new Search(what);
    search.walk(statement);
    return search.found;
  }

  /** Whether something is so of the expression and of all inside it. */
  static boolean all(Expr expression, Predicate<Expr> what) {
    return !any(expression, what.negate());
  }

  private static final class Search extends Walker {
    private final Predicate<Expr> what;
    private boolean found;

    Search(Predicate<Expr> what) {
      this.what = what;
    }

    @Override
    protected void enter(Expr e) {
      found |= what.test(e);
    }
  }
}
