package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Has each iteration of a loop begin with a value of its own in what it assigns before it reads it,
 * where only tags tell that it does: later passes, which do not follow tags, would take the
 * variable for one that an iteration hands to the next. Such are the totals of {@code sum}, ints
 * first and floats then, and what {@code max} has found.
 */
final class FreshVariables {
  private final Liveness liveness;
  private final Exposure.Budget budget;

  /** Whether there are loops of the depth that was asked for. */
  private boolean reached;

  private FreshVariables(List<Stmt> body, Exposure.Budget budget) {
    this.liveness = Liveness.of(body);
    this.budget = budget;
  }

  /** The kernel with such assignments in its own body's loops; it does the same. */
  static Kernel apply(Kernel kernel) {
    List<Stmt> body = kernel.body();
    Exposure.Budget budget = new Exposure.Budget();
    // What an outer loop begins with is not handed on by the inner ones any more.
    for (int depth = 0; ; depth++) {
      FreshVariables pass = new FreshVariables(body, budget);
      List<Stmt> next = pass.statements(body, depth);
      if (!pass.reached) {
        return new Kernel(kernel.name(), kernel.params(), body, kernel.functions());
      }
      body = next;
    }
  }

  /** Rewrites the loops of one depth. */
  private List<Stmt> statements(List<Stmt> statements, int depth) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      result.add(
          switch (statement) {
            case Stmt.CountedLoop s when depth == 0 -> {
              reached = true;
              yield s.withBody(fresh(s, s.body(), Set.of()));
            }
            case Stmt.CountedLoop s -> s.withBody(statements(s.body(), depth - 1));
            case Stmt.If s ->
                new Stmt.If(
                    s.condition(), statements(s.then(), depth), statements(s.otherwise(), depth));
            case Stmt.While s when depth == 0 -> {
              reached = true;
              Set<Var> condition = Variables.reads(List.of(conditionOf(s))).keySet();
              yield withBody(s, fresh(s, s.body(), condition));
            }
            case Stmt.While s -> withBody(s, statements(s.body(), depth - 1));
            case Stmt.Block s -> new Stmt.Block(s.label(), statements(s.body(), depth));
            default -> statement;
          });
    }
    return result;
  }

  private static Stmt.While withBody(Stmt.While s, List<Stmt> body) {
    return new Stmt.While(s.label(), s.condition(), body, s.position());
  }

  private static Stmt conditionOf(Stmt.While s) {
    return new Stmt.If(s.condition(), List.of(), List.of());
  }

  /**
   * The body of a loop with such assignments before it.
   *
   * @param others what is read between two iterations
   */
  private List<Stmt> fresh(Stmt loop, List<Stmt> body, Set<Var> others) {
    Set<Var> fresh = new HashSet<>(Unassigned.exposed(body));
    fresh.retainAll(Variables.assigned(body));
    // What is read there the last iteration may have left as it was.
    Set<Var> outside = new HashSet<>(Variables.assigned(body));
    outside.retainAll(liveness.behind(loop));
    outside.addAll(others);
    fresh.removeAll(outside);
    if (fresh.isEmpty() || leaves(loop, body)) {
      return body;
    }
    fresh.removeAll(Exposure.of(body, outside, budget));
    List<Stmt> result = new ArrayList<>();
    for (Var var : Variables.assigned(body)) {
      if (fresh.contains(var)) {
        result.add(new Stmt.Assign(var, zero(var)));
      }
    }
    result.addAll(body);
    return result;
  }

  /** Whether an iteration may go on somewhere else than behind the loop, where more may be read. */
  private static boolean leaves(Stmt loop, List<Stmt> body) {
    Set<Label> inside = Labels.of(body);
    return Walker.anyStatement(
        body,
        statement ->
            switch (statement) {
              case Stmt.Break s -> !inside.contains(s.label());
              case Stmt.Continue s -> !inside.contains(s.label()) && !isOf(loop, s.label());
              default -> false;
            });
  }

  private static boolean isOf(Stmt loop, Label label) {
    return loop instanceof Stmt.CountedLoop s && s.label().equals(label)
        || loop instanceof Stmt.While w && w.label().equals(label);
  }

  private static Expr zero(Var var) {
    return switch (var.type()) {
      case BOOL -> new Expr.BoolConst(false);
      case INT -> new Expr.IntConst(0);
      case FLOAT -> new Expr.FloatConst(0.0);
    };
  }
}
