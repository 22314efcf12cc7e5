package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the outcome of a loop instead of at each division and square root in it. A division by
 * zero gives an infinity or a NaN, the root of a negative number a NaN. Where whatever these flow
 * into surely ends in a sum that then is not finite, the loop runs without these checks, in one
 * piece that the JVM vectorises; if such a sum is not finite afterwards, the loop runs again with
 * all checks, from where it started.
 */
final class DeferredChecks extends Transformer {
  /** What is known of a value that a failed check has gone into. */
  private enum Taint {
    NAN,
    /** A NaN or an infinity. */
    NOT_FINITE
  }

  private DeferredChecks() {}

  static Kernel apply(Kernel kernel) {
    return kernel.mapBodies(new DeferredChecks()::statements);
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      if (statement instanceof Stmt.CountedLoop loop && loop.narrow() && isPlain(loop)) {
        result.addAll(rewritten(loop));
      } else {
        result.add(statement(statement));
      }
    }
    return result;
  }

  /** Whether a loop only assigns, and bails out by nothing but what can be looked at later. */
  private static boolean isPlain(Stmt.CountedLoop loop) {
    return loop.body().stream()
        .allMatch(
            statement ->
                statement instanceof Stmt.Assign(_, Expr value)
                    && Exprs.all(
                        value,
                        e -> !(e instanceof Expr.Sequence) && (Total.isTotal(e) || canWait(e))));
  }

  private static boolean canWait(Expr e) {
    return switch (e) {
      case Expr.Binary b -> b.op() == BinaryOp.FLOAT_DIV && b.checked();
      case Expr.Call c -> c.function() == Intrinsic.SQRT;
      default -> false;
    };
  }

  private static List<Stmt> rewritten(Stmt.CountedLoop loop) {
    Flow flow = new Flow(loop);
    List<Var> witnesses = flow.witnesses();
    if (witnesses.isEmpty()) {
      return List.of(loop);
    }
    Map<Var, Var> saved = new LinkedHashMap<>();
    for (Var var : flow.carried) {
      saved.put(var, new Var(var.name() + ".before", var.type()));
    }
    List<Stmt> result = new ArrayList<>();
    saved.forEach((var, copy) -> result.add(new Stmt.Assign(copy, new Expr.Local(var))));
    result.add(new Unchecked().of(loop));
    List<Expr> finite = new ArrayList<>();
    for (Var witness : witnesses) {
      finite.add(
          new Expr.Call(Intrinsic.ISFINITE, List.of(new Expr.Local(witness)), Position.NONE));
    }
    List<Stmt> again = new ArrayList<>();
    saved.forEach((var, copy) -> again.add(new Stmt.Assign(var, new Expr.Local(copy))));
    again.add(loop);
    result.add(new Stmt.If(Exprs.all(finite), List.of(), again));
    return result;
  }

  /** Whether a statement runs a loop again if a check failed. */
  static boolean isChoice(Stmt.If s) {
    return Exprs.any(
            s.condition(),
            e -> e instanceof Expr.Call call && call.function() == Intrinsic.ISFINITE)
        && s.then().isEmpty()
        && !s.otherwise().isEmpty()
        && s.otherwise().getLast() instanceof Stmt.CountedLoop loop
        && loop.narrow();
  }

  private static final class Unchecked extends Transformer {
    Stmt.CountedLoop of(Stmt.CountedLoop s) {
      return loop(s);
    }

    @Override
    protected Expr expression(Expr expression) {
      return switch (super.expression(expression)) {
        case Expr.Binary e when canWait(e) ->
            new Expr.Binary(e.op(), e.left(), e.right(), false, e.position());
        case Expr.Call e when canWait(e) ->
            new Expr.Call(Intrinsic.ROOT, e.arguments(), e.position());
        case Expr e -> e;
      };
    }
  }

  /** Follows through one iteration what failed checks make of values. */
  private static final class Flow {
    /** Variables that go from one iteration into the next. */
    private final Set<Var> carried;

    /** Of each variable, the checks and carried variables that taint it. */
    private final Map<Var, Map<Object, Taint>> taints = new HashMap<>();

    private final Set<Expr> checks = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean ambiguous;

    Flow(Stmt.CountedLoop loop) {
      carried = new LinkedHashSet<>(Unassigned.exposed(loop.body()));
      carried.retainAll(Variables.assigned(loop.body()));
      carried.forEach(var -> taints.put(var, Map.of(var, Taint.NOT_FINITE)));
      for (Stmt statement : loop.body()) {
        Stmt.Assign s = (Stmt.Assign) statement;
        taints.put(s.var(), of(s.value()));
      }
    }

    /** The variables of which one is not finite behind the loop if a check failed in it. */
    List<Var> witnesses() {
      List<Var> result = new ArrayList<>();
      Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Var var : carried) {
        Map<Object, Taint> own = taints.get(var);
        // Once it is not finite, it stays so.
        if (own.containsKey(var) && own.keySet().stream().anyMatch(checks::contains)) {
          result.add(var);
          seen.addAll(own.keySet());
        }
      }
      return !ambiguous && seen.containsAll(checks) ? result : List.of();
    }

    private Map<Object, Taint> of(Expr expression) {
      return switch (expression) {
        case Expr.Local(Var var) -> taints.getOrDefault(var, Map.of());
        case Expr.Unary e ->
            switch (e.op()) {
              case FLOAT_NEG, FLOAT_ABS -> of(e.operand());
              default -> lost(List.of(e.operand()));
            };
        case Expr.Binary e ->
            switch (e.op()) {
              case FLOAT_ADD, FLOAT_SUB, FLOAT_MUL -> union(of(e.left()), of(e.right()));
              case FLOAT_DIV -> {
                Map<Object, Taint> result = union(of(e.left()), nans(of(e.right())));
                if (canWait(e)) {
                  check(e);
                  result.put(e, Taint.NOT_FINITE);
                }
                yield result;
              }
              default -> lost(List.of(e.left(), e.right()));
            };
        case Expr.Call e when e.function() == Intrinsic.SQRT || e.function() == Intrinsic.ROOT -> {
          Map<Object, Taint> result = new IdentityHashMap<>(of(e.arguments().getFirst()));
          if (canWait(e)) {
            check(e);
            result.put(e, Taint.NAN);
          }
          yield result;
        }
        case Expr.Call e -> lost(e.arguments());
        case Expr.Select e -> lost(List.of(e.condition(), e.then(), e.otherwise()));
        case Expr.Load e -> lost(e.indices());
        case Expr.Length e -> lost(e.indices());
        case Expr.IntConst _,
            Expr.FloatConst _,
            Expr.BoolConst _,
            Expr.StripLoad _,
            Expr.LeastLength _,
            Expr.Disjoint _,
            Expr.Distinct _,
            Expr.Sequence _ ->
            Map.of();
      };
    }

    private void check(Expr e) {
      // One object in two places would be two checks.
      ambiguous |= !checks.add(e);
    }

    /** Checks inside something that does not pass on what fails. */
    private Map<Object, Taint> lost(List<Expr> operands) {
      operands.forEach(this::of);
      return Map.of();
    }

    private static Map<Object, Taint> union(Map<Object, Taint> left, Map<Object, Taint> right) {
      Map<Object, Taint> result = new IdentityHashMap<>(left);
      right.forEach((key, taint) -> result.merge(key, taint, (a, b) -> a == Taint.NAN ? a : b));
      return result;
    }

    /** What goes through a divisor: a quotient by an infinity is finite. */
    private static Map<Object, Taint> nans(Map<Object, Taint> taints) {
      Map<Object, Taint> result = new IdentityHashMap<>(taints);
      result.values().removeIf(taint -> taint != Taint.NAN);
      return result;
    }
  }
}
