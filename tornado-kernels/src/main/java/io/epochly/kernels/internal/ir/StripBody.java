package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of a loop, brought into the form that {@link StripMining} works on: what only copies a
 * counter or something that the loop does not change is put in its places.
 */
final class StripBody {
  final Stmt.CountedLoop loop;

  /** What the loop assigns, and its counter. */
  final Set<Var> changing;

  private final Map<Var, Integer> readsOfAll;
  private final Map<Var, Integer> readsInLoop;
  private final Map<Var, Integer> assignments = new HashMap<>();
  private final Set<Var> exposed;
  private final Map<Var, Expr> copies = new HashMap<>();
  private final List<Copy> leftBehind = new ArrayList<>();
  private final List<Stmt> statements;

  /**
   * A copy that is read behind the loop.
   *
   * @param around the loops inside that it lies in
   */
  private record Copy(Var var, Expr value, List<Stmt.CountedLoop> around) {}

  private StripBody(Stmt.CountedLoop loop, Map<Var, Integer> readsOfAll) {
    this.loop = loop;
    this.readsOfAll = readsOfAll;
    this.readsInLoop = Variables.reads(loop.body());
    this.changing = new HashSet<>(Variables.assigned(List.of(loop)));
    this.exposed = Unassigned.exposed(loop.body());
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Assign s) {
          assignments.merge(s.var(), 1, Integer::sum);
        }
      }
    }.walk(loop.body());
    this.statements = merged(simplified(loop.body(), List.of()));
    Set<Var> carried = new HashSet<>(Unassigned.exposed(statements));
    carried.retainAll(Variables.assigned(statements));
    if (!carried.isEmpty()) {
      throw new StripMining.Unfit();
    }
  }

  /**
   * @param reads how often the function around reads each variable
   * @throws StripMining.Unfit when the body has no such form, or one iteration needs another's
   *     variables
   */
  static StripBody of(Stmt.CountedLoop loop, Map<Var, Integer> reads) {
    return new StripBody(loop, reads);
  }

  List<Stmt> statements() {
    return statements;
  }

  /** What the copies hold behind the loop, which has run at least once. */
  List<Stmt> behind(Expr stop) {
    List<Stmt> result = new ArrayList<>();
    for (Copy copy : leftBehind) {
      Map<Var, Expr> last = new HashMap<>();
      last.put(loop.counter(), before(stop));
      copy.around().forEach(inner -> last.put(inner.counter(), before(inner.stop())));
      Stmt assign =
          new StripMining.Substitution(last).of(new Stmt.Assign(copy.var(), copy.value()));
      for (Stmt.CountedLoop inner : copy.around().reversed()) {
        assign =
            new Stmt.If(
                Exprs.proven(BinaryOp.INT_LT, inner.start(), inner.stop()),
                List.of(assign),
                List.of());
      }
      result.add(assign);
    }
    return result;
  }

  private static Expr before(Expr stop) {
    return Exprs.proven(BinaryOp.INT_SUB, stop, new Expr.IntConst(1));
  }

  /** Whether something behind the loop may read what the loop leaves in a variable. */
  boolean isReadBehind(Var var) {
    return readsOfAll.getOrDefault(var, 0) > readsInLoop.getOrDefault(var, 0);
  }

  private List<Stmt> simplified(List<Stmt> body, List<Stmt.CountedLoop> around) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : body) {
      Stmt simple = new StripMining.Substitution(copies).of(statement);
      switch (simple) {
        case Stmt.Assign s -> {
          requirePure(s.value());
          if (isCopy(s, around, body)) {
            copies.put(s.var(), s.value());
            if (isReadBehind(s.var())) {
              requireKnownBehind(around);
              leftBehind.add(new Copy(s.var(), s.value(), around));
            }
          } else {
            result.add(s);
          }
        }
        case Stmt.CountedLoop s -> {
          boolean fit =
              s.narrow()
                  && s.step().equals(new Expr.IntConst(1))
                  && isInvariant(s.start(), around)
                  && isInvariant(s.stop(), around);
          if (!fit) {
            throw new StripMining.Unfit();
          }
          List<Stmt.CountedLoop> deeper = new ArrayList<>(around);
          deeper.add(s);
          List<Stmt> inner = simplified(((Stmt.CountedLoop) statement).body(), deeper);
          if (!inner.isEmpty()) {
            result.add(
                new Stmt.CountedLoop(
                    s.label(),
                    s.counter(),
                    s.start(),
                    s.stop(),
                    s.step(),
                    inner,
                    s.narrow(),
                    s.position()));
          }
        }
        case Stmt.Store s -> {
          if (!around.isEmpty()) {
            throw new StripMining.Unfit();
          }
          s.indices().forEach(StripBody::requirePure);
          requirePure(s.value());
          result.add(s);
        }
        default -> throw new StripMining.Unfit();
      }
    }
    return result;
  }

  /** What a loop leaves behind is told by its bounds, which must not be another loop's counter. */
  private void requireKnownBehind(List<Stmt.CountedLoop> around) {
    for (Stmt.CountedLoop inner : around) {
      if (!isInvariant(inner.start(), List.of()) || !isInvariant(inner.stop(), List.of())) {
        throw new StripMining.Unfit();
      }
    }
  }

  /** No statements inside: they could store. */
  private static void requirePure(Expr expression) {
    if (Exprs.any(expression, Expr.Sequence.class::isInstance)) {
      throw new StripMining.Unfit();
    }
  }

  private boolean isCopy(Stmt.Assign s, List<Stmt.CountedLoop> around, List<Stmt> body) {
    boolean once = assignments.get(s.var()) == 1 && !exposed.contains(s.var());
    return once
        && (isInvariant(s.value(), List.of())
            || s.value().equals(new Expr.Local(loop.counter()))
            || isCounter(s.value(), around)
                && readsInLoop
                    .getOrDefault(s.var(), 0)
                    .equals(Variables.reads(body).getOrDefault(s.var(), 0)));
  }

  private static boolean isCounter(Expr value, List<Stmt.CountedLoop> around) {
    return !around.isEmpty() && value.equals(new Expr.Local(around.getLast().counter()));
  }

  /** Whether an expression, cheap and total, is the same in all iterations of the loop. */
  private boolean isInvariant(Expr expression, List<Stmt.CountedLoop> around) {
    return Exprs.all(
        expression,
        e ->
            switch (e) {
              case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _ -> true;
              case Expr.Local(Var var) ->
                  !changing.contains(var)
                      || around.stream().anyMatch(inner -> inner.counter().equals(var));
              case Expr.Unary u -> u.op() == UnaryOp.INT_WRAP;
              case Expr.Binary b ->
                  !b.checked()
                      && (b.op() == BinaryOp.INT_ADD
                          || b.op() == BinaryOp.INT_SUB
                          || b.op() == BinaryOp.INT_MUL);
              default -> false;
            });
  }

  /** Puts what is assigned for one store only into the store. */
  private List<Stmt> merged(List<Stmt> body) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : body) {
      if (statement instanceof Stmt.Store s
          && s.value() instanceof Expr.Local(Var var)
          && !result.isEmpty()
          && result.getLast() instanceof Stmt.Assign(Var assigned, Expr value)
          && assigned.equals(var)
          && readsOfAll.get(var) == 1
          && Total.areProven(s.checks())) {
        result.removeLast();
        result.add(new Stmt.Store(s.array(), s.indices(), s.checks(), value, s.position()));
      } else {
        result.add(statement);
      }
    }
    return result;
  }
}
