package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the variables of a loop whose values go into indices of arrays or bounds of loops. */
final class Indexing {
  private Indexing() {}

  static Set<Var> variables(Stmt.CountedLoop loop) {
    Set<Var> found = new HashSet<>();
    collectUses(loop, found);
    int before = -1;
    while (before != found.size()) {
      before = found.size();
      new Walker() {
        @Override
        protected void enter(Stmt statement) {
          if (statement instanceof Stmt.Assign s && found.contains(s.var())) {
            add(s.value(), found);
          }
        }
      }.walk(loop);
    }
    return found;
  }

  private static void collectUses(Stmt.CountedLoop loop, Set<Var> found) {
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.Store s -> s.indices().forEach(index -> add(index, found));
          case Stmt.CountedLoop s ->
              List.of(s.start(), s.stop(), s.step()).forEach(bound -> add(bound, found));
          default -> {}
        }
      }

      @Override
      protected void enter(Expr e) {
        switch (e) {
          case Expr.Load load -> load.indices().forEach(index -> add(index, found));
          case Expr.Length length -> length.indices().forEach(index -> add(index, found));
          default -> {}
        }
      }
    }.walk(loop);
  }

  private static void add(Expr expression, Set<Var> found) {
    new Walker() {
      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Local(Var var)) {
          found.add(var);
        }
      }
    }.walk(expression);
  }
}
