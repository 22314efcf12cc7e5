package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which variables are live behind each counted loop: those whose value is read there on some
 * path on which nothing is assigned to them before.
 */
final class Liveness {
  private final Map<Stmt.CountedLoop, Set<Var>> behind = new IdentityHashMap<>();

  /** What is live where a break or a continue goes on. */
  private final Map<Label, Set<Var>> onBreak = new HashMap<>();

  private final Map<Label, Set<Var>> onContinue = new HashMap<>();

  private Liveness() {}

  static Liveness of(List<Stmt> body) {
    Liveness liveness = new Liveness();
    liveness.before(body, Set.of());
    return liveness;
  }

  /** The variables that are live behind a loop, which is one of the body that was looked at. */
  Set<Var> behind(Stmt.CountedLoop loop) {
    return behind.get(loop);
  }

  /** What is live before the statements, given what is behind them. */
  private Set<Var> before(List<Stmt> statements, Set<Var> after) {
    Set<Var> live = after;
    for (Stmt statement : statements.reversed()) {
      live = before(statement, live);
    }
    return live;
  }

  private Set<Var> before(Stmt statement, Set<Var> after) {
    return switch (statement) {
      case Stmt.Assign s -> {
        Set<Var> live = new HashSet<>(after);
        live.remove(s.var());
        yield read(live, s.value());
      }
      case Stmt.If s -> {
        Set<Var> live = new HashSet<>(before(s.then(), after));
        live.addAll(before(s.otherwise(), after));
        yield read(live, s.condition());
      }
      case Stmt.CountedLoop s -> {
        behind.merge(
            s,
            after,
            (one, other) -> {
              Set<Var> both = new HashSet<>(one);
              both.addAll(other);
              return both;
            });
        Set<Var> live = new HashSet<>(loop(s.label(), s.body(), Set.of(), after));
        live.remove(s.counter());
        yield read(live, s.start(), s.stop(), s.step());
      }
      case Stmt.While s -> {
        Set<Var> condition = read(new HashSet<>(), s.condition());
        Set<Var> live = new HashSet<>(loop(s.label(), s.body(), condition, after));
        live.addAll(condition);
        yield live;
      }
      case Stmt.Block s -> {
        onBreak.put(s.label(), after);
        yield before(s.body(), after);
      }
      case Stmt.Break s -> onBreak.getOrDefault(s.label(), Set.of());
      case Stmt.Continue s -> onContinue.getOrDefault(s.label(), Set.of());
      case Stmt.Bail _ -> Set.of();
      case Stmt.Return s -> result(new HashSet<>(), s.result());
      case Stmt.Invoke s -> {
        Set<Var> live = new HashSet<>(after);
        s.scalarResults().forEach(live::remove);
        s.scalars().forEach(e -> read(live, e));
        yield live;
      }
      case Stmt.Split s -> {
        Set<Var> live = new HashSet<>(after);
        s.results().forEach(live::remove);
        s.scalars().forEach(e -> read(live, e));
        yield read(live, s.start(), s.stop(), s.work());
      }
      case Stmt.Store s -> {
        Set<Var> live = read(new HashSet<>(after), s.value());
        s.indices().forEach(e -> read(live, e));
        yield live;
      }
      case Stmt.NewArray s -> read(new HashSet<>(after), s.length(), s.fill());
      case Stmt.Append s -> read(new HashSet<>(after), s.value());
      case Stmt.StoreRow s -> read(new HashSet<>(after), s.indices().toArray(Expr[]::new));
      case Stmt.AssignArray s -> read(new HashSet<>(after), s.indices().toArray(Expr[]::new));
      case Stmt.StripStore s -> read(new HashSet<>(after), s.lane(), s.value());
      case Stmt.StripCall s -> read(new HashSet<>(after), s.count());
      case Stmt.NewStrips _, Stmt.NewRows _, Stmt.AppendRow _, Stmt.Sort _ -> after;
    };
  }

  /** What is live before an iteration; the round goes on until nothing is added. */
  private Set<Var> loop(Label label, List<Stmt> body, Set<Var> condition, Set<Var> after) {
    onBreak.put(label, after);
    Set<Var> live = new HashSet<>(after);
    live.addAll(condition);
    while (true) {
      onContinue.put(label, Set.copyOf(live));
      Set<Var> before = before(body, Set.copyOf(live));
      if (!live.addAll(before)) {
        return live;
      }
    }
  }

  private static Set<Var> result(Set<Var> live, Result result) {
    result.scalars().forEach(e -> read(live, e));
    return live;
  }

  /** Adds what expressions read, statements inside them included. */
  private static Set<Var> read(Set<Var> live, Expr... expressions) {
    Walker reads =
        new Walker() {
          @Override
          protected void enter(Expr e) {
            if (e instanceof Expr.Local(Var var)) {
              live.add(var);
            }
          }
        };
    for (Expr expression : expressions) {
      reads.walk(expression);
    }
    return live;
  }
}
