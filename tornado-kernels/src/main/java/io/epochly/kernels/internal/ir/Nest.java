package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the loops that lie in an independent one, each the last statement of the one around it,
 * whose iterations are independent as well: all of them together are points of a grid, which may be
 * run in any order.
 *
 * <p>Before such a loop there may stand what only assigns variables and reads nothing that is
 * stored: every point does that for itself. How often it runs must be known before the outermost
 * one, and so must what its independence depends on.
 */
final class Nest {
  /** What devices have axes for, beside that of the outermost loop. */
  private static final int MOST_INNER = 2;

  private final Kernel kernel;
  private final Stmt.CountedLoop outermost;
  private final Set<ArrayRef> stored;
  private final List<Stmt> preheader = new ArrayList<>();
  private final Map<Expr, Dependence> guards;
  private final Set<ArrayRef> added;
  private final Set<Var> changing;
  private final Map<Var, Integer> assignments;
  private final Map<Var, Expr> definitions = new HashMap<>();

  private Nest(
      Kernel kernel,
      Stmt.CountedLoop outermost,
      Set<ArrayRef> stored,
      Independence.Conditions conditions) {
    this.kernel = kernel;
    this.outermost = outermost;
    this.stored = stored;
    this.guards = new LinkedHashMap<>(conditions.guards());
    this.added = conditions.added();
    this.changing = Variables.assigned(List.of(outermost));
    this.assignments = Variables.assignments(outermost.body());
  }

  /**
   * The inner loops of a grid.
   *
   * @param trips how often they run, as values known before the outermost one, from the outside in;
   *     none where the loop is no more than a row of iterations
   * @param conditions under which the iterations of all loops are independent
   */
  record Grid(List<Expr> trips, Independence.Conditions conditions) {}

  /**
   * The grid of an independent loop.
   *
   * @param stored what the loop stores into
   * @param conditions under which its own iterations are independent
   */
  static Grid of(
      Kernel kernel,
      Stmt.CountedLoop loop,
      Set<ArrayRef> stored,
      Independence.Conditions conditions) {
    Nest nest = new Nest(kernel, loop, stored, conditions);
    List<Expr> trips = nest.trips();
    List<Stmt> preheader = new ArrayList<>(conditions.preheader());
    preheader.addAll(nest.preheader);
    return new Grid(trips, new Independence.Conditions(preheader, nest.guards, nest.added));
  }

  private List<Expr> trips() {
    List<Expr> result = new ArrayList<>();
    Stmt.CountedLoop around = outermost;
    while (result.size() < MOST_INNER
        && !around.body().isEmpty()
        && around.body().getLast() instanceof Stmt.CountedLoop inner
        && onlyAssigns(around.body().subList(0, around.body().size() - 1))) {
      Optional<Expr> trips = trips(inner);
      if (trips.isEmpty() || !isIndependent(inner)) {
        break;
      }
      result.add(trips.get());
      around = inner;
    }
    return result;
  }

  private boolean onlyAssigns(List<Stmt> statements) {
    for (Stmt statement : statements) {
      if (!(statement instanceof Stmt.Assign(Var var, Expr value))
          || Exprs.any(
              value,
              e ->
                  e instanceof Expr.Sequence
                      || e instanceof Expr.Load load && stored.contains(load.array()))) {
        return false;
      }
      if (assignments.get(var) == 1) {
        definitions.put(var, value);
      }
    }
    return true;
  }

  private boolean isIndependent(Stmt.CountedLoop inner) {
    Set<Var> carried = new HashSet<>(Variables.assigned(inner.body()));
    carried.retainAll(Unassigned.exposed(inner.body()));
    if (!inner.narrow() || !carried.isEmpty()) {
      return false;
    }
    try {
      LoopAccesses accesses = LoopAccesses.of(kernel, inner);
      // Where the outer iterations share no element, inner ones that do are one after the other.
      return areKnown(
          Independence.of(
              inner, accesses, array -> added.contains(array) && accesses.onlyAddsTo(array)));
    } catch (Dependent _) {
      return false;
    }
  }

  /** Takes over conditions of an inner loop, if they can be tested before the outermost one. */
  private boolean areKnown(Independence.Conditions own) {
    Map<Var, Expr> values = new HashMap<>();
    definitions.forEach((var, value) -> known(value).ifPresent(known -> values.put(var, known)));
    StripMining.Substitution before = new StripMining.Substitution(values);
    List<Stmt> statements = own.preheader().stream().map(before::of).toList();
    Map<Expr, Dependence> tests = new LinkedHashMap<>();
    own.guards().forEach((test, why) -> tests.put(before.of(test), why));
    List<Stmt> all = new ArrayList<>(statements);
    tests.keySet().forEach(test -> all.add(new Stmt.If(test, List.of(), List.of())));
    if (!Collections.disjoint(Variables.reads(all).keySet(), changing)) {
      return false;
    }
    preheader.addAll(statements);
    tests.forEach(guards::putIfAbsent);
    return true;
  }

  private Optional<Expr> trips(Stmt.CountedLoop inner) {
    if (!(inner.step() instanceof Expr.IntConst(long step)) || step == 0) {
      return Optional.empty();
    }
    Optional<Expr> from = known(step > 0 ? inner.start() : inner.stop());
    Optional<Expr> to = known(step > 0 ? inner.stop() : inner.start());
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    long size = Math.abs(step);
    Expr trips = Exprs.proven(BinaryOp.INT_SUB, to.get(), from.get());
    if (size > 1) {
      Expr whole = Exprs.proven(BinaryOp.INT_ADD, trips, new Expr.IntConst(size - 1));
      trips = Exprs.proven(BinaryOp.INT_FLOORDIV, whole, new Expr.IntConst(size));
    }
    return Optional.of(
        new Expr.Call(Intrinsic.MAX, List.of(new Expr.IntConst(0), trips), Position.NONE));
  }

  /** What has, before the outermost loop, the value that an expression has in it. */
  private Optional<Expr> known(Expr expression) {
    return switch (expression) {
      case Expr.IntConst e -> Optional.of(e);
      case Expr.Local e when !changing.contains(e.var()) -> Optional.of(e);
      case Expr.Local e -> Optional.ofNullable(definitions.get(e.var())).flatMap(this::known);
      case Expr.Length e when e.indices().isEmpty() -> Optional.of(e);
      case Expr.Binary e when !e.checked() && isSum(e.op()) ->
          known(e.left())
              .flatMap(left -> known(e.right()).map(right -> Exprs.proven(e.op(), left, right)));
      default -> Optional.empty();
    };
  }

  private static boolean isSum(BinaryOp op) {
    return op == BinaryOp.INT_ADD || op == BinaryOp.INT_SUB || op == BinaryOp.INT_MUL;
  }
}
