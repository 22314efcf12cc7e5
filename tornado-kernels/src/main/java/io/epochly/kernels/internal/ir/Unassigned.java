package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the variables of a kernel that are read on some path on which nothing was assigned to them.
 * It follows breaks to where they go on.
 */
final class Unassigned {
  private final Set<Var> scalars = new LinkedHashSet<>();
  private final Set<ArrayVar> lists = new LinkedHashSet<>();
  private final Map<Label, State> left = new HashMap<>();

  /** What is surely assigned at a point; nothing matters where it cannot be reached. */
  private static final class State {
    private boolean reachable;
    private Set<Object> assigned;

    private State(boolean reachable, Set<Object> assigned) {
      this.reachable = reachable;
      this.assigned = assigned;
    }

    static State unreachable() {
      return new State(false, new HashSet<>());
    }

    State copy() {
      return new State(reachable, new HashSet<>(assigned));
    }

    void join(State other) {
      if (!other.reachable) {
        return;
      }
      if (reachable) {
        assigned.retainAll(other.assigned);
      } else {
        reachable = true;
        assigned = new HashSet<>(other.assigned);
      }
    }
  }

  private Unassigned() {}

  static Unassigned of(Kernel kernel) {
    State entry = new State(true, new HashSet<>());
    for (Param param : kernel.params()) {
      if (param instanceof Param.Scalar scalar) {
        entry.assigned.add(scalar.var());
      }
    }
    Unassigned result = new Unassigned();
    result.statements(kernel.body(), entry);
    return result;
  }

  static Unassigned of(Kernel kernel, Function function) {
    State entry = new State(true, new HashSet<>());
    for (Param param : kernel.params()) {
      if (param instanceof Param.Scalar scalar) {
        entry.assigned.add(scalar.var());
      }
    }
    entry.assigned.addAll(function.scalars());
    entry.assigned.addAll(function.lists());
    Unassigned result = new Unassigned();
    result.statements(function.body(), entry);
    return result;
  }

  /**
   * The variables whose value from before a loop's body can be read in it: those read on some path
   * on which the body has not assigned them yet.
   */
  static Set<Var> exposed(List<Stmt> body) {
    Unassigned result = new Unassigned();
    result.statements(body, new State(true, new HashSet<>()));
    return result.scalars;
  }

  /** The same of variables that refer to lists. */
  static Set<ArrayVar> exposedLists(List<Stmt> body) {
    Unassigned result = new Unassigned();
    result.statements(body, new State(true, new HashSet<>()));
    return result.lists;
  }

  Set<Var> scalars() {
    return scalars;
  }

  Set<ArrayVar> lists() {
    return lists;
  }

  /** Follows the statements; the state becomes the one behind them. */
  private void statements(List<Stmt> statements, State state) {
    statements.forEach(s -> statement(s, state));
  }

  private void statement(Stmt statement, State state) {
    switch (statement) {
      case Stmt.Assign s -> {
        expression(s.value(), state);
        state.assigned.add(s.var());
      }
      case Stmt.Store s -> {
        read(s.array(), state);
        expressions(s.indices(), state);
        expression(s.value(), state);
      }
      case Stmt.If s -> {
        expression(s.condition(), state);
        State otherwise = state.copy();
        statements(s.then(), state);
        statements(s.otherwise(), otherwise);
        state.join(otherwise);
      }
      case Stmt.CountedLoop s -> {
        expression(s.start(), state);
        expression(s.stop(), state);
        expression(s.step(), state);
        State body = state.copy();
        body.assigned.add(s.counter());
        labelled(s.label(), s.body(), body);
        // What a break leaves behind has all that was assigned before the loop.
        left.remove(s.label());
      }
      case Stmt.While s -> {
        expression(s.condition(), state);
        labelled(s.label(), s.body(), state.copy());
        if (s.condition().equals(new Expr.BoolConst(true))) {
          state.reachable = false;
        }
        state.join(left.remove(s.label()));
      }
      case Stmt.Block s -> {
        labelled(s.label(), s.body(), state);
        state.join(left.remove(s.label()));
      }
      case Stmt.Break s -> leave(s.label(), state);
      case Stmt.Continue _, Stmt.Bail _ -> state.reachable = false;
      case Stmt.Invoke s -> {
        expressions(s.scalars(), state);
        s.lists().forEach(list -> read(list, state));
        state.assigned.addAll(s.scalarResults());
        state.assigned.addAll(s.listResults());
      }
      case Stmt.Split s -> {
        expression(s.start(), state);
        expression(s.stop(), state);
        expression(s.work(), state);
        expressions(s.scalars(), state);
        s.lists().forEach(list -> read(list, state));
        state.assigned.addAll(s.results());
        state.assigned.addAll(s.sums());
      }
      case Stmt.Return s -> {
        result(s.result(), state);
        state.reachable = false;
      }
      case Stmt.NewArray s -> {
        expression(s.length(), state);
        expression(s.fill(), state);
        state.assigned.add(s.var());
      }
      case Stmt.NewRows s -> state.assigned.add(s.var());
      case Stmt.AssignArray s -> {
        read(s.value(), state);
        expressions(s.indices(), state);
        state.assigned.add(s.var());
      }
      case Stmt.Sort s -> read(s.var(), state);
      case Stmt.NewStrips _, Stmt.KeptWhole _ -> {}
      case Stmt.StripStore s -> {
        expression(s.lane(), state);
        expression(s.value(), state);
      }
      case Stmt.StripCall s -> expression(s.count(), state);
      case Stmt.Append s -> {
        read(s.var(), state);
        expression(s.value(), state);
      }
      case Stmt.AppendRow s -> {
        read(s.var(), state);
        read(s.row(), state);
      }
      case Stmt.StoreRow s -> {
        read(s.array(), state);
        expressions(s.indices(), state);
        read(s.row(), state);
      }
    }
  }

  private void labelled(Label label, List<Stmt> body, State state) {
    left.put(label, State.unreachable());
    statements(body, state);
  }

  private void leave(Label label, State state) {
    State target = left.get(label);
    // A label that is not around is for the verifier to find.
    if (target != null) {
      target.join(state);
    }
    state.reachable = false;
  }

  private void result(Result result, State state) {
    switch (result) {
      case Result.Scalar r -> expression(r.value(), state);
      case Result.Tuple r -> r.items().forEach(item -> result(item, state));
      case Result.Array r -> read(r.array(), state);
      case Result.Compound r -> expressions(r.parts(), state);
      case Result.None _ -> {}
    }
  }

  private void read(ArrayRef array, State state) {
    if (array instanceof ArrayVar var && state.reachable && !state.assigned.contains(var)) {
      lists.add(var);
    }
  }

  private void expressions(List<Expr> expressions, State state) {
    expressions.forEach(e -> expression(e, state));
  }

  private void expression(Expr expression, State state) {
    switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _ -> {}
      case Expr.Local(Var var) -> {
        if (state.reachable && !state.assigned.contains(var)) {
          scalars.add(var);
        }
      }
      case Expr.Unary e -> expression(e.operand(), state);
      case Expr.Binary e -> {
        expression(e.left(), state);
        expression(e.right(), state);
      }
      case Expr.Select e -> {
        expression(e.condition(), state);
        State otherwise = state.copy();
        expression(e.then(), state);
        expression(e.otherwise(), otherwise);
        state.join(otherwise);
      }
      case Expr.Load e -> {
        read(e.array(), state);
        expressions(e.indices(), state);
      }
      case Expr.Length e -> {
        read(e.array(), state);
        expressions(e.indices(), state);
      }
      case Expr.StripLoad e -> expression(e.lane(), state);
      case Expr.LeastLength e -> read(e.array(), state);
      case Expr.Distinct e -> read(e.array(), state);
      case Expr.Disjoint e -> {
        read(e.array(), state);
        expressions(e.indices(), state);
        read(e.other(), state);
        expressions(e.otherIndices(), state);
      }
      case Expr.Call e -> expressions(e.arguments(), state);
      case Expr.Sequence e -> {
        statements(e.statements(), state);
        expression(e.value(), state);
      }
    }
  }
}
