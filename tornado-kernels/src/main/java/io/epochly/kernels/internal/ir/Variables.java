package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the variables that statements assign, counters of loops included, and those they read. */
public final class Variables extends Walker {
  private final Set<Var> found = new LinkedHashSet<>();

  private Variables() {}

  /** The variables, in the order in which they are first assigned. */
  public static Set<Var> assigned(List<Stmt> body) {
    Variables walker = new Variables();
    walker.walk(body);
    return walker.found;
  }

  /** The variables that statements make refer to lists. */
  public static Set<ArrayVar> assignedLists(List<Stmt> body) {
    Set<ArrayVar> result = new LinkedHashSet<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.AssignArray s -> result.add(s.var());
          case Stmt.NewArray s -> result.add(s.var());
          case Stmt.NewRows s -> result.add(s.var());
          case Stmt.Invoke s -> result.addAll(s.listResults());
          case Stmt.Split s -> result.addAll(s.sums());
          default -> {}
        }
      }
    }.walk(body);
    return result;
  }

  /** In how many places each variable is assigned, counters of loops aside. */
  public static Map<Var, Integer> assignments(List<Stmt> body) {
    Map<Var, Integer> result = new HashMap<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.Assign s -> result.merge(s.var(), 1, Integer::sum);
          case Stmt.Invoke s ->
              s.scalarResults().forEach(var -> result.merge(var, 1, Integer::sum));
          default -> {}
        }
      }
    }.walk(body);
    return result;
  }

  /** How often each variable is read. */
  public static Map<Var, Integer> reads(List<Stmt> statements) {
    Map<Var, Integer> reads = new HashMap<>();
    new Walker() {
      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Local(Var var)) {
          reads.merge(var, 1, Integer::sum);
        }
      }
    }.walk(statements);
    return reads;
  }

  @Override
  protected void enter(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> found.add(s.var());
      case Stmt.Invoke s -> found.addAll(s.scalarResults());
      case Stmt.Split s -> found.addAll(s.results());
      case Stmt.CountedLoop s -> found.add(s.counter());
      default -> {}
    }
  }
}
