package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which variables are live behind each loop: those of numbers and of lists, whose value is
 * read there on some path on which nothing is assigned to them before.
 */
final class Liveness {
  private final Map<Stmt, Set<Object>> behind = new IdentityHashMap<>();

  /** What is live where a break or a continue goes on. */
  private final Map<Label, Set<Object>> onBreak = new HashMap<>();

  private final Map<Label, Set<Object>> onContinue = new HashMap<>();

  private Liveness() {}

  static Liveness of(List<Stmt> body) {
    Liveness liveness = new Liveness();
    liveness.before(body, Set.of());
    return liveness;
  }

  /** The variables that are live behind a loop, which is one of the body that was looked at. */
  Set<Object> behind(Stmt loop) {
    return behind.get(loop);
  }

  /** What is live before the statements, given what is behind them. */
  private Set<Object> before(List<Stmt> statements, Set<Object> after) {
    Set<Object> live = after;
    for (Stmt statement : statements.reversed()) {
      live = before(statement, live);
    }
    return live;
  }

  private Set<Object> before(Stmt statement, Set<Object> after) {
    return switch (statement) {
      case Stmt.Assign s -> read(without(after, s.var()), s.value());
      case Stmt.If s -> {
        Set<Object> live = new HashSet<>(before(s.then(), after));
        live.addAll(before(s.otherwise(), after));
        yield read(live, s.condition());
      }
      case Stmt.CountedLoop s -> {
        noteBehind(s, after);
        Set<Object> live = new HashSet<>(loop(s.label(), s.body(), Set.of(), after));
        live.remove(s.counter());
        yield read(live, s.start(), s.stop(), s.step());
      }
      case Stmt.While s -> {
        noteBehind(s, after);
        Set<Object> condition = read(new HashSet<>(), s.condition());
        Set<Object> live = new HashSet<>(loop(s.label(), s.body(), condition, after));
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
        Set<Object> live = new HashSet<>(after);
        live.removeAll(s.scalarResults());
        live.removeAll(s.listResults());
        live.addAll(s.lists());
        s.scalars().forEach(e -> read(live, e));
        yield live;
      }
      case Stmt.Split s -> {
        Set<Object> live = new HashSet<>(after);
        live.removeAll(s.results());
        live.addAll(s.lists());
        s.scalars().forEach(e -> read(live, e));
        yield read(live, s.start(), s.stop(), s.work());
      }
      case Stmt.Store s -> {
        Set<Object> live = read(new HashSet<>(after), s.value());
        live.add(s.array());
        s.indices().forEach(e -> read(live, e));
        yield live;
      }
      case Stmt.NewArray s -> read(without(after, s.var()), s.length(), s.fill());
      case Stmt.NewRows s -> without(after, s.var());
      case Stmt.AssignArray s -> {
        Set<Object> live = without(after, s.var());
        live.add(s.value());
        yield read(live, s.indices().toArray(Expr[]::new));
      }
      case Stmt.Append s -> read(with(after, s.var()), s.value());
      case Stmt.AppendRow s -> with(after, s.var(), s.row());
      case Stmt.StoreRow s ->
          read(with(after, s.array(), s.row()), s.indices().toArray(Expr[]::new));
      case Stmt.Sort s -> with(after, s.var());
      case Stmt.StripStore s -> read(new HashSet<>(after), s.lane(), s.value());
      case Stmt.StripCall s -> read(new HashSet<>(after), s.count());
      case Stmt.NewStrips _, Stmt.KeptWhole _ -> after;
    };
  }

  private void noteBehind(Stmt loop, Set<Object> after) {
    behind.merge(
        loop,
        after,
        (one, other) -> {
          Set<Object> both = new HashSet<>(one);
          both.addAll(other);
          return both;
        });
  }

  /** What is live before an iteration; the round goes on until nothing is added. */
  private Set<Object> loop(Label label, List<Stmt> body, Set<Object> condition, Set<Object> after) {
    onBreak.put(label, after);
    Set<Object> live = new HashSet<>(after);
    live.addAll(condition);
    while (true) {
      onContinue.put(label, Set.copyOf(live));
      Set<Object> before = before(body, Set.copyOf(live));
      if (!live.addAll(before)) {
        return live;
      }
    }
  }

  private static Set<Object> result(Set<Object> live, Result result) {
    result.scalars().forEach(e -> read(live, e));
    live.addAll(result.arrays());
    return live;
  }

  private static Set<Object> without(Set<Object> live, Object assigned) {
    Set<Object> result = new HashSet<>(live);
    result.remove(assigned);
    return result;
  }

  private static Set<Object> with(Set<Object> live, Object... read) {
    Set<Object> result = new HashSet<>(live);
    result.addAll(List.of(read));
    return result;
  }

  /** Adds what expressions read, statements inside them included. */
  private static Set<Object> read(Set<Object> live, Expr... expressions) {
    for (Expr expression : expressions) {
      live.addAll(Uses.in(expression));
    }
    return live;
  }
}
