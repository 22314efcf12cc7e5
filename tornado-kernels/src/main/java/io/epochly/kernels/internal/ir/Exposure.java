package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds what {@link Unassigned#exposed} does, but tells paths apart by the constants that bools and
 * tags hold on them: what is assigned where a tag is set is there where that tag is found.
 */
final class Exposure {
  /** With more of them what is known of tags is forgotten. */
  private static final int MOST_PATHS = 16;

  /** What is known of paths that is looked at, statement by statement, in all rounds of loops. */
  private static final int MOST_WORK = 60_000;

  /** How much may still be looked at. */
  static final class Budget {
    private int left = MOST_WORK;

    private boolean take(int work) {
      left -= work;
      return left >= 0;
    }
  }

  private final Budget budget;
  private final Set<Var> deciding = new HashSet<>();
  private final Set<Var> exposed = new LinkedHashSet<>();
  private final Map<Label, Paths> onBreak = new HashMap<>();
  private final Map<Label, Paths> onContinue = new HashMap<>();

  /** What variables were given the values of, whether or not these were assigned. */
  private final Map<Var, Set<Var>> copies = new HashMap<>();

  /** What is surely assigned at a point, by the constants known there; none: it is not reached. */
  private static final class Paths {
    private final Map<Map<Var, Expr>, Set<Var>> ways = new HashMap<>();

    void add(Map<Var, Expr> known, Set<Var> assigned) {
      ways.merge(Map.copyOf(known), Set.copyOf(assigned), Paths::both);
    }

    private static Set<Var> both(Set<Var> one, Set<Var> other) {
      Set<Var> result = new HashSet<>(one);
      result.retainAll(other);
      return result;
    }

    Paths join(Paths other) {
      Paths all = new Paths();
      ways.forEach(all::add);
      other.ways.forEach(all::add);
      if (all.ways.size() <= MOST_PATHS) {
        return all;
      }
      Map<Var, Expr> known = new HashMap<>(all.ways.keySet().iterator().next());
      all.ways.keySet().forEach(way -> known.entrySet().retainAll(way.entrySet()));
      Paths one = new Paths();
      all.ways.values().forEach(assigned -> one.add(known, assigned));
      return one;
    }

    int size() {
      int size = 1;
      for (Map.Entry<Map<Var, Expr>, Set<Var>> way : ways.entrySet()) {
        size += 1 + way.getKey().size() + way.getValue().size();
      }
      return size;
    }

    boolean lack(Var var) {
      return ways.values().stream().anyMatch(assigned -> !assigned.contains(var));
    }
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super(null, null, false, false);
    }
  }

  private Exposure(List<Stmt> body, Budget budget) {
    this.budget = budget;
    new Walker() {
      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Local(Var flag) && flag.type() == ScalarType.BOOL) {
          deciding.add(flag);
        }
        if (e instanceof Expr.Binary b
            && isComparison(b)
            && b.left() instanceof Expr.Local(Var tag)
            && b.right() instanceof Expr.IntConst) {
          deciding.add(tag);
        }
      }
    }.walk(body);
  }

  private static boolean isComparison(Expr.Binary e) {
    return e.op() == BinaryOp.INT_EQ || e.op() == BinaryOp.INT_NE;
  }

  /**
   * The variables whose value from before a loop's body can be read in it, or gets by copies where
   * it is read.
   *
   * @param outside what is read elsewhere of what the body leaves
   * @param budget of all loops of a kernel; beyond it paths are not told apart
   */
  static Set<Var> of(List<Stmt> body, Set<Var> outside, Budget budget) {
    Exposure result = new Exposure(body, budget);
    Paths entry = new Paths();
    entry.add(Map.of(), Set.of());
    try {
      result.statements(body, entry);
    } catch (TooLong _) {
      return Unassigned.exposed(body);
    }
    return result.withCopied(outside);
  }

  /** The exposed variables, and those that these and others may have got what they hold from. */
  private Set<Var> withCopied(Set<Var> outside) {
    Set<Var> all = new LinkedHashSet<>();
    List<Var> next = new ArrayList<>(exposed);
    next.addAll(outside);
    while (!next.isEmpty()) {
      Var var = next.removeLast();
      if (all.add(var)) {
        next.addAll(copies.getOrDefault(var, Set.of()));
      }
    }
    return all;
  }

  private Paths statements(List<Stmt> statements, Paths before) {
    Paths paths = before;
    for (Stmt statement : statements) {
      if (!budget.take(paths.size())) {
        throw new TooLong();
      }
      paths = statement(statement, paths);
    }
    return paths;
  }

  private Paths statement(Stmt statement, Paths before) {
    return switch (statement) {
      case Stmt.Assign(Var var, Expr.Local(Var from)) -> {
        // Of what is not assigned there, the copy may be read no more than the variable itself.
        copies.computeIfAbsent(var, _ -> new HashSet<>()).add(from);
        yield assigned(var, new Expr.Local(from), before);
      }
      case Stmt.Assign s -> assigned(s.var(), s.value(), expression(s.value(), before));
      case Stmt.If s -> {
        Paths paths = expression(s.condition(), before);
        Paths then = statements(s.then(), where(s.condition(), true, paths));
        yield then.join(statements(s.otherwise(), where(s.condition(), false, paths)));
      }
      case Stmt.CountedLoop s -> {
        Paths head = expressions(List.of(s.start(), s.stop(), s.step()), before);
        yield rounds(s.label(), head, at -> statements(s.body(), unknown(s.counter(), at)))
            .join(onBreak.remove(s.label()));
      }
      case Stmt.While s -> {
        Paths head =
            rounds(
                s.label(),
                before,
                at ->
                    statements(
                        s.body(), where(s.condition(), true, expression(s.condition(), at))));
        yield where(s.condition(), false, expression(s.condition(), head))
            .join(onBreak.remove(s.label()));
      }
      case Stmt.Block s -> {
        onBreak.put(s.label(), new Paths());
        Paths end = statements(s.body(), before);
        yield end.join(onBreak.remove(s.label()));
      }
      case Stmt.Break s -> leave(onBreak, s.label(), before);
      case Stmt.Continue s -> leave(onContinue, s.label(), before);
      case Stmt.Bail _ -> new Paths();
      case Stmt.Return s -> {
        expressions(s.result().scalars(), before);
        yield new Paths();
      }
      case Stmt.Invoke s -> {
        Paths paths = expressions(s.scalars(), before);
        for (Var var : s.scalarResults()) {
          paths = unknown(var, paths);
        }
        yield paths;
      }
      case Stmt.Split s -> {
        Paths paths = expressions(List.of(s.start(), s.stop(), s.work()), before);
        paths = expressions(s.scalars(), paths);
        for (Var var : s.results()) {
          paths = unknown(var, paths);
        }
        yield paths;
      }
      case Stmt.Store s -> expression(s.value(), expressions(s.indices(), before));
      case Stmt.NewArray s -> expressions(List.of(s.length(), s.fill()), before);
      case Stmt.Append s -> expression(s.value(), before);
      case Stmt.StoreRow s -> expressions(s.indices(), before);
      case Stmt.AssignArray s -> expressions(s.indices(), before);
      case Stmt.StripStore s -> expressions(List.of(s.lane(), s.value()), before);
      case Stmt.StripCall s -> expression(s.count(), before);
      case Stmt.KeptWhole _, Stmt.NewStrips _, Stmt.NewRows _, Stmt.AppendRow _, Stmt.Sort _ ->
          before;
    };
  }

  /** What holds before each iteration, the last one included that does not come. */
  private Paths rounds(Label label, Paths entry, UnaryOperator<Paths> iteration) {
    Paths head = entry;
    while (true) {
      onBreak.put(label, new Paths());
      onContinue.put(label, new Paths());
      Paths end = iteration.apply(head);
      Paths next = head.join(end).join(onContinue.remove(label));
      if (next.ways.equals(head.ways)) {
        return head;
      }
      head = next;
    }
  }

  private static Paths leave(Map<Label, Paths> targets, Label label, Paths paths) {
    targets.computeIfPresent(label, (_, others) -> others.join(paths));
    return new Paths();
  }

  /** With a value of which nothing is known, and which needs no variable. */
  private Paths unknown(Var var, Paths before) {
    return assigned(var, new Expr.FloatConst(0.0), before);
  }

  private Paths assigned(Var var, Expr value, Paths before) {
    Paths result = new Paths();
    before.ways.forEach(
        (known, assigned) -> {
          Map<Var, Expr> after = new HashMap<>(known);
          Expr constant = value instanceof Expr.Local(Var from) ? known.get(from) : value;
          after.remove(var);
          if (deciding.contains(var)
              && (constant instanceof Expr.IntConst || constant instanceof Expr.BoolConst)) {
            after.put(var, constant);
          }
          Set<Var> more = new HashSet<>(assigned);
          if (value instanceof Expr.Local(Var from) && !assigned.contains(from)) {
            more.remove(var);
          } else {
            more.add(var);
          }
          result.add(after, more);
        });
    return result;
  }

  /** The paths on which a condition has turned out to be so. */
  private static Paths where(Expr condition, boolean truth, Paths paths) {
    // What is assigned on its way may be what it began with.
    return Exprs.any(condition, Expr.Sequence.class::isInstance)
        ? paths
        : filtered(condition, truth, paths);
  }

  private static Paths filtered(Expr condition, boolean truth, Paths paths) {
    return switch (condition) {
      case Expr.BoolConst(boolean value) -> value == truth ? paths : new Paths();
      case Expr.Unary e when e.op() == UnaryOp.NOT -> filtered(e.operand(), !truth, paths);
      case Expr.Local(Var var) -> holding(var, new Expr.BoolConst(true), truth, paths);
      case Expr.Binary e
          when isComparison(e)
              && e.left() instanceof Expr.Local(Var var)
              && e.right() instanceof Expr.IntConst ->
          holding(var, e.right(), (e.op() == BinaryOp.INT_EQ) == truth, paths);
      case Expr.Select e ->
          filtered(e.then(), truth, filtered(e.condition(), true, paths))
              .join(filtered(e.otherwise(), truth, filtered(e.condition(), false, paths)));
      default -> paths;
    };
  }

  /** Where a variable is a constant, or is not. */
  private static Paths holding(Var var, Expr constant, boolean equal, Paths paths) {
    Paths result = new Paths();
    paths.ways.forEach(
        (known, assigned) -> {
          Expr held = known.get(var);
          if (held == null) {
            Map<Var, Expr> more = new HashMap<>(known);
            if (equal) {
              more.put(var, constant);
            } else if (constant instanceof Expr.BoolConst(boolean value)) {
              more.put(var, new Expr.BoolConst(!value));
            }
            result.add(more, assigned);
          } else if (held.equals(constant) == equal) {
            result.add(known, assigned);
          }
        });
    return result;
  }

  private Paths expressions(List<Expr> expressions, Paths before) {
    Paths paths = before;
    for (Expr e : expressions) {
      paths = expression(e, paths);
    }
    return paths;
  }

  private Paths expression(Expr expression, Paths before) {
    return switch (expression) {
      case Expr.IntConst _,
          Expr.FloatConst _,
          Expr.BoolConst _,
          Expr.LeastLength _,
          Expr.Distinct _ ->
          before;
      case Expr.Local(Var var) -> {
        if (before.lack(var)) {
          exposed.add(var);
        }
        yield before;
      }
      case Expr.Unary e -> expression(e.operand(), before);
      case Expr.Binary e -> expression(e.right(), expression(e.left(), before));
      case Expr.Select e -> {
        Paths paths = expression(e.condition(), before);
        Paths then = expression(e.then(), where(e.condition(), true, paths));
        yield then.join(expression(e.otherwise(), where(e.condition(), false, paths)));
      }
      case Expr.Load e -> expressions(e.indices(), before);
      case Expr.Length e -> expressions(e.indices(), before);
      case Expr.StripLoad e -> expression(e.lane(), before);
      case Expr.Disjoint e -> expressions(e.otherIndices(), expressions(e.indices(), before));
      case Expr.Call e -> expressions(e.arguments(), before);
      case Expr.Sequence e -> expression(e.value(), statements(e.statements(), before));
    };
  }
}
