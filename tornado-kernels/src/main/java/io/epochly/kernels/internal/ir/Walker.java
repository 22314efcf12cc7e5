package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import java.util.List;
import java.util.function.Predicate;

/**
 * Visits every statement and expression of a kernel in source order; subclasses override what they
 * care for.
 */
public abstract class Walker {
  /** Called for each statement, before what is inside it. */
  protected void enter(Stmt statement) {}

  /** Called for each statement, after what is inside it. */
  protected void leave(Stmt statement) {}

  /** Called for each expression, before its operands. */
  protected void enter(Expr expression) {}

  /** Whether something is so of a statement, or of one inside it. */
  public static boolean anyStatement(List<Stmt> statements, Predicate<Stmt> what) {
    Search search = new Search(what);
    search.walk(statements);
    return search.found;
  }

  private static final class Search extends Walker {
    private final Predicate<Stmt> what;
    private boolean found;

    Search(Predicate<Stmt> what) {
      this.what = what;
    }

    @Override
    protected void enter(Stmt statement) {
      found |= what.test(statement);
    }
  }

  /** Visits the bodies of a kernel and its functions. */
  public final void walk(Kernel kernel) {
    walk(kernel.body());
    kernel.functions().forEach(function -> walk(function.body()));
  }

  /** Visits statements in order. */
  public final void walk(List<Stmt> statements) {
    statements.forEach(this::walk);
  }

  /** Visits a statement and all inside it. */
  public final void walk(Stmt statement) {
    enter(statement);
    switch (statement) {
      case Stmt.Assign s -> walk(s.value());
      case Stmt.Store s -> {
        s.indices().forEach(this::walk);
        walk(s.value());
      }
      case Stmt.If s -> {
        walk(s.condition());
        walk(s.then());
        walk(s.otherwise());
      }
      case Stmt.CountedLoop s -> {
        walk(s.start());
        walk(s.stop());
        walk(s.step());
        walk(s.body());
      }
      case Stmt.While s -> {
        walk(s.condition());
        walk(s.body());
      }
      case Stmt.Block s -> walk(s.body());
      case Stmt.Invoke s -> s.scalars().forEach(this::walk);
      case Stmt.Split s -> {
        walk(s.start());
        walk(s.stop());
        walk(s.work());
        s.scalars().forEach(this::walk);
      }
      case Stmt.Return s -> walk(s.result());
      case Stmt.NewArray s -> {
        walk(s.length());
        walk(s.fill());
      }
      case Stmt.Append s -> walk(s.value());
      case Stmt.StoreRow s -> s.indices().forEach(this::walk);
      case Stmt.AssignArray s -> s.indices().forEach(this::walk);
      case Stmt.StripStore s -> {
        walk(s.lane());
        walk(s.value());
      }
      case Stmt.StripCall s -> walk(s.count());
      case Stmt.NewStrips _ -> {}
      case Stmt.NewRows _, Stmt.AppendRow _, Stmt.Sort _ -> {}
      case Stmt.Break _, Stmt.Continue _, Stmt.Bail _, Stmt.KeptWhole _ -> {}
    }
    leave(statement);
  }

  private void walk(Result result) {
    switch (result) {
      case Result.Scalar r -> walk(r.value());
      case Result.Tuple r -> r.items().forEach(this::walk);
      case Result.Compound r -> r.parts().forEach(this::walk);
      case Result.None _, Result.Array _ -> {}
    }
  }

  /** Visits an expression and all inside it. */
  public final void walk(Expr expression) {
    enter(expression);
    switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _, Expr.Local _ -> {}
      case Expr.Unary e -> walk(e.operand());
      case Expr.Binary e -> {
        walk(e.left());
        walk(e.right());
      }
      case Expr.Select e -> {
        walk(e.condition());
        walk(e.then());
        walk(e.otherwise());
      }
      case Expr.Load e -> e.indices().forEach(this::walk);
      case Expr.Length e -> e.indices().forEach(this::walk);
      case Expr.StripLoad e -> walk(e.lane());
      case Expr.LeastLength _, Expr.Distinct _ -> {}
      case Expr.Disjoint e -> {
        e.indices().forEach(this::walk);
        e.otherIndices().forEach(this::walk);
      }
      case Expr.Call e -> e.arguments().forEach(this::walk);
      case Expr.Sequence e -> {
        walk(e.statements());
        walk(e.value());
      }
    }
  }
}
