package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes assignments to variables that nothing reads, of values that cannot bail out. */
final class DeadAssignments extends Transformer {
  private final Set<Var> read = new HashSet<>();
  private boolean removed;

  private DeadAssignments(List<Stmt> body) {
    new Walker() {
      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Local(Var var)) {
          read.add(var);
        }
      }
    }.walk(body);
  }

  static Kernel remove(Kernel kernel) {
    return kernel.mapBodies(DeadAssignments::remove);
  }

  private static List<Stmt> remove(List<Stmt> body) {
    List<Stmt> current = body;
    while (true) {
      DeadAssignments pass = new DeadAssignments(current);
      current = pass.statements(current);
      if (!pass.removed) {
        return current;
      }
    }
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      if (statement instanceof Stmt.Assign(Var var, Expr value)
          && !read.contains(var)
          && Total.isTotalInAll(value)) {
        removed = true;
      } else {
        result.add(statement(statement));
      }
    }
    return result;
  }
}
