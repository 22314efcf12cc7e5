package io.epochly.guest.internal.runtime;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import java.util.List;

/** Finds the parameters that a kernel stores into: only their copies have to be put back. */
final class WrittenParameters {
  private final boolean[] written;

  private WrittenParameters(int parameters) {
    written = new boolean[parameters];
  }

  /** One flag per parameter of the kernel. */
  static boolean[] of(Kernel kernel) {
    WrittenParameters walk = new WrittenParameters(kernel.params().size());
    walk.statements(kernel.body());
    return walk.written;
  }

  private void statements(List<Stmt> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> expression(s.value());
      case Stmt.Store s -> {
        written[s.array().index()] = true;
        s.indices().forEach(this::expression);
        expression(s.value());
      }
      case Stmt.If s -> {
        expression(s.condition());
        statements(s.then());
        statements(s.otherwise());
      }
      case Stmt.CountedLoop s -> {
        expression(s.start());
        expression(s.stop());
        expression(s.step());
        statements(s.body());
      }
      case Stmt.While s -> {
        expression(s.condition());
        statements(s.body());
      }
      case Stmt.Block s -> statements(s.body());
      case Stmt.Return s -> s.value().ifPresent(this::expression);
      case Stmt.Break _, Stmt.Continue _, Stmt.Bail _ -> {}
    }
  }

  private void expression(Expr expression) {
    switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _, Expr.Local _ -> {}
      case Expr.Unary e -> expression(e.operand());
      case Expr.Binary e -> {
        expression(e.left());
        expression(e.right());
      }
      case Expr.Select e -> {
        expression(e.condition());
        expression(e.then());
        expression(e.otherwise());
      }
      case Expr.Load e -> e.indices().forEach(this::expression);
      case Expr.Length e -> e.indices().forEach(this::expression);
      case Expr.Call e -> e.arguments().forEach(this::expression);
      case Expr.Sequence e -> {
        statements(e.statements());
        expression(e.value());
      }
    }
  }
}
