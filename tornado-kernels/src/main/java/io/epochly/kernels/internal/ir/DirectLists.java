package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Uses a list by the variable that it was first given, in the place of one that only ever refers to
 * the same: what is done with elements in a loop is then seen to be done with one list.
 */
final class DirectLists extends Transformer {
  private final Map<ArrayVar, ArrayVar> direct;

  private DirectLists(Map<ArrayVar, ArrayVar> direct) {
    this.direct = direct;
  }

  static Kernel apply(Kernel kernel) {
    Names names = new Names();
    names.walk(kernel.body());
    Map<ArrayVar, ArrayVar> direct = new HashMap<>();
    names.referring.forEach(
        (var, list) -> {
          if (list.isPresent()
              && names.assigned.getOrDefault(list.get(), 0) == 1
              && !names.assignedInLoops.contains(list.get())
              && !names.usedAsWholes.contains(var)
              && var.type().equals(list.get().type())) {
            direct.put(var, list.get());
          }
        });
    return direct.isEmpty() ? kernel : new DirectLists(direct).kernel(kernel);
  }

  /** What variables refer to. */
  private static final class Names extends Walker {
    private final Map<ArrayVar, Integer> assigned = new HashMap<>();
    private final Set<ArrayVar> assignedInLoops = new HashSet<>();
    private final Set<ArrayVar> usedAsWholes = new HashSet<>();

    /** The one list that a variable ever refers to; empty where it is none of a variable's own. */
    private final Map<ArrayVar, Optional<ArrayVar>> referring = new HashMap<>();

    private int loops;

    @Override
    protected void enter(Stmt statement) {
      switch (statement) {
        case Stmt.CountedLoop _, Stmt.While _ -> loops++;
        case Stmt.AssignArray s -> {
          assign(s.var());
          Optional<ArrayVar> list =
              s.indices().isEmpty() && s.value() instanceof ArrayVar value
                  ? Optional.of(value)
                  : Optional.empty();
          referring.merge(
              s.var(), list, (one, other) -> one.equals(other) ? one : Optional.empty());
          whole(s.value());
        }
        case Stmt.NewArray s -> assignOther(s.var());
        case Stmt.NewRows s -> assignOther(s.var());
        case Stmt.Invoke s -> {
          s.listResults().forEach(this::assignOther);
          usedAsWholes.addAll(s.lists());
        }
        case Stmt.Split s -> {
          s.sums().forEach(this::assignOther);
          usedAsWholes.addAll(s.lists());
        }
        case Stmt.Append s -> usedAsWholes.add(s.var());
        case Stmt.Sort s -> usedAsWholes.add(s.var());
        case Stmt.AppendRow s -> usedAsWholes.addAll(List.of(s.var(), s.row()));
        case Stmt.StoreRow s -> {
          whole(s.array());
          usedAsWholes.add(s.row());
        }
        case Stmt.Return s -> whole(s.result());
        default -> {}
      }
    }

    @Override
    protected void leave(Stmt statement) {
      if (statement instanceof Stmt.CountedLoop || statement instanceof Stmt.While) {
        loops--;
      }
    }

    @Override
    protected void enter(Expr expression) {
      switch (expression) {
        case Expr.Disjoint e -> {
          whole(e.array());
          whole(e.other());
        }
        case Expr.Distinct e -> whole(e.array());
        default -> {}
      }
    }

    private void assign(ArrayVar var) {
      assigned.merge(var, 1, Integer::sum);
      if (loops > 0) {
        assignedInLoops.add(var);
      }
    }

    private void assignOther(ArrayVar var) {
      assign(var);
      referring.put(var, Optional.empty());
    }

    private void whole(Result result) {
      result.arrays().forEach(this::whole);
    }

    private void whole(ArrayRef array) {
      if (array instanceof ArrayVar var) {
        usedAsWholes.add(var);
      }
    }
  }

  private ArrayRef direct(ArrayRef array) {
    return array instanceof ArrayVar var && direct.containsKey(var) ? direct.get(var) : array;
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      if (!(statement instanceof Stmt.AssignArray s && direct.containsKey(s.var()))) {
        result.add(statement(statement));
      }
    }
    return result;
  }

  @Override
  protected Stmt statement(Stmt statement) {
    Stmt copy = super.statement(statement);
    return copy instanceof Stmt.Store s
        ? new Stmt.Store(direct(s.array()), s.indices(), s.checks(), s.value(), s.position())
        : copy;
  }

  @Override
  protected Expr expression(Expr expression) {
    return switch (super.expression(expression)) {
      case Expr.Load e ->
          new Expr.Load(direct(e.array()), e.indices(), e.checks(), e.view(), e.position());
      case Expr.Length e ->
          new Expr.Length(direct(e.array()), e.indices(), e.checks(), e.position());
      case Expr e -> e;
    };
  }
}
