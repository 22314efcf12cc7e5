package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the variables whose value from before a loop body can be read in it: those read on some
 * path on which the body has not assigned them yet.
 */
final class Exposure {
  private final Set<Var> exposed = new HashSet<>();

  private Exposure() {}

  static Set<Var> of(List<Stmt> body) {
    Exposure exposure = new Exposure();
    exposure.statements(body, new HashSet<>());
    return exposure.exposed;
  }

  /**
   * Walks with the set of variables that are surely assigned; adds to it what these statements
   * assign.
   */
  private void statements(List<Stmt> statements, Set<Var> assigned) {
    statements.forEach(s -> statement(s, assigned));
  }

  private void statement(Stmt statement, Set<Var> assigned) {
    switch (statement) {
      case Stmt.Assign s -> {
        expression(s.value(), assigned);
        assigned.add(s.var());
      }
      case Stmt.Store s -> {
        s.indices().forEach(i -> expression(i, assigned));
        expression(s.value(), assigned);
      }
      case Stmt.If s -> {
        expression(s.condition(), assigned);
        Set<Var> then = new HashSet<>(assigned);
        Set<Var> otherwise = new HashSet<>(assigned);
        statements(s.then(), then);
        statements(s.otherwise(), otherwise);
        if (leaves(s.then())) {
          assigned.addAll(otherwise);
        } else if (leaves(s.otherwise())) {
          assigned.addAll(then);
        } else {
          then.retainAll(otherwise);
          assigned.addAll(then);
        }
      }
      case Stmt.CountedLoop s -> {
        expression(s.start(), assigned);
        expression(s.stop(), assigned);
        expression(s.step(), assigned);
        Set<Var> inside = new HashSet<>(assigned);
        inside.add(s.counter());
        statements(s.body(), inside);
      }
      case Stmt.While s -> {
        expression(s.condition(), assigned);
        statements(s.body(), new HashSet<>(assigned));
      }
      // A break may come before an assignment in the block, so nothing is sure behind it.
      case Stmt.Block s -> statements(s.body(), new HashSet<>(assigned));
      case Stmt.Invoke s -> {
        s.scalars().forEach(argument -> expression(argument, assigned));
        assigned.addAll(s.scalarResults());
      }
      case Stmt.Return s -> result(s.result(), assigned);
      case Stmt.NewArray s -> {
        expression(s.length(), assigned);
        expression(s.fill(), assigned);
      }
      case Stmt.Append s -> expression(s.value(), assigned);
      case Stmt.StoreRow s -> s.indices().forEach(i -> expression(i, assigned));
      case Stmt.AssignArray s -> s.indices().forEach(i -> expression(i, assigned));
      case Stmt.NewRows _, Stmt.AppendRow _, Stmt.Sort _ -> {}
      case Stmt.Break _, Stmt.Continue _, Stmt.Bail _ -> {}
    }
  }

  private void result(Result result, Set<Var> assigned) {
    switch (result) {
      case Result.Scalar r -> expression(r.value(), assigned);
      case Result.Tuple r -> r.items().forEach(item -> result(item, assigned));
      case Result.Compound r -> r.parts().forEach(part -> expression(part, assigned));
      case Result.None _, Result.Array _ -> {}
    }
  }

  private static boolean leaves(List<Stmt> statements) {
    return !statements.isEmpty()
        && switch (statements.getLast()) {
          case Stmt.Break _, Stmt.Continue _, Stmt.Return _, Stmt.Bail _ -> true;
          default -> false;
        };
  }

  private void expression(Expr expression, Set<Var> assigned) {
    switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _ -> {}
      case Expr.Local e -> {
        if (!assigned.contains(e.var())) {
          exposed.add(e.var());
        }
      }
      case Expr.Unary e -> expression(e.operand(), assigned);
      case Expr.Binary e -> {
        expression(e.left(), assigned);
        expression(e.right(), assigned);
      }
      case Expr.Select e -> {
        expression(e.condition(), assigned);
        expression(e.then(), new HashSet<>(assigned));
        expression(e.otherwise(), new HashSet<>(assigned));
      }
      case Expr.Load e -> e.indices().forEach(i -> expression(i, assigned));
      case Expr.Length e -> e.indices().forEach(i -> expression(i, assigned));
      case Expr.Call e -> e.arguments().forEach(a -> expression(a, assigned));
      case Expr.Sequence e -> {
        statements(e.statements(), assigned);
        expression(e.value(), assigned);
      }
    }
  }
}
