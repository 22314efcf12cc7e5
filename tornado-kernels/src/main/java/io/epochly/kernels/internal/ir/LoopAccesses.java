package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Dependence.Kind;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a loop does with lists, and whether it does nothing else that binds its iterations together:
 * it is not left before its end, and changes no list but by storing into it. Lists that an
 * iteration makes for itself do not count.
 */
final class LoopAccesses extends Walker {
  /** One use of elements of a list; rows that variables refer to are traced to their list. */
  record Access(
      ArrayRef array,
      List<Expr> indices,
      List<IndexCheck> checks,
      boolean store,
      Position position) {}

  private final Kernel kernel;
  private final Stmt.CountedLoop loop;
  private final Set<Var> changing;
  private final List<Access> found = new ArrayList<>();
  private final Set<Label> inside = new HashSet<>();
  private final Map<ArrayVar, List<Stmt.AssignArray>> rows = new HashMap<>();
  private final Set<ArrayVar> made = new HashSet<>();
  private final List<Addition> additions = new ArrayList<>();

  private LoopAccesses(Kernel kernel, Stmt.CountedLoop loop) {
    this.kernel = kernel;
    this.loop = loop;
    this.changing = new HashSet<>(Variables.assigned(List.of(loop)));
  }

  /**
   * The accesses of a loop of a kernel.
   *
   * @throws Dependent when it does what binds its iterations together
   */
  static LoopAccesses of(Kernel kernel, Stmt.CountedLoop loop) {
    LoopAccesses result = new LoopAccesses(kernel, loop);
    result.collectLists();
    result.walk(loop.body());
    return result;
  }

  /** The variables that the loop assigns, and its counter. */
  Set<Var> changing() {
    return changing;
  }

  /** The lists that the loop stores into. */
  Set<ArrayRef> stored() {
    Set<ArrayRef> result = new LinkedHashSet<>();
    found.stream().filter(Access::store).forEach(access -> result.add(access.array()));
    return result;
  }

  /** The lists that the loop uses. */
  Set<ArrayRef> arrays() {
    Set<ArrayRef> result = new LinkedHashSet<>();
    found.forEach(access -> result.add(access.array()));
    return result;
  }

  /** All uses of elements of a list. */
  List<Access> of(ArrayRef array) {
    return found.stream().filter(access -> access.array().equals(array)).toList();
  }

  /**
   * Whether the loop does nothing with a list but what devices do to elements as a whole: adding to
   * them, always in one direction where it counts when a sum leaves its range.
   */
  boolean onlyAddsTo(ArrayRef array) {
    List<Addition> own = additions(array);
    return onlyCombines(array) && own.stream().allMatch(Addition::isForDevices);
  }

  private List<Addition> additions(ArrayRef array) {
    return additions.stream().filter(a -> a.array().equals(array)).toList();
  }

  private boolean onlyCombines(ArrayRef array) {
    List<Addition> own = additions(array);
    return !own.isEmpty()
        && of(array).size() == own.stream().mapToInt(Addition::uses).sum()
        && own.stream().map(Addition::reduction).distinct().count() == 1
        && (!own.getFirst().mustGrow()
            || own.stream().map(Addition::subtracts).distinct().count() == 1);
  }

  /**
   * How the loop combines what it does nothing with but combining elements with something, if the
   * list is of one dimension and what pieces make of their own lists comes to the same: no sum
   * leaves its range on its way that does not there, and the order of floats does not count.
   */
  Optional<Reduction> combinedByPieces(ArrayRef array) {
    if (array.type().rank() != 1 || !onlyCombines(array)) {
      return Optional.empty();
    }
    Reduction reduction = additions(array).getFirst().reduction();
    boolean grows =
        additions(array).stream()
            .filter(Addition::mustGrow)
            .allMatch(a -> a.amount() instanceof Expr.IntConst(long amount) && amount >= 0);
    return grows && (reduction.isExact() || loop.label().isInAnyOrder())
        ? Optional.of(reduction)
        : Optional.empty();
  }

  /** Lists that the loop uses and others made before it. */
  Set<ArrayVar> captured() {
    Set<ArrayVar> result = new LinkedHashSet<>();
    Walker uses =
        new Walker() {
          private void add(ArrayRef array) {
            if (array instanceof ArrayVar var && !made.contains(var) && !rows.containsKey(var)) {
              result.add(var);
            }
          }

          @Override
          protected void enter(Stmt statement) {
            switch (statement) {
              case Stmt.Store s -> add(s.array());
              case Stmt.AssignArray s -> add(s.value());
              default -> {}
            }
          }

          @Override
          protected void enter(Expr expression) {
            switch (expression) {
              case Expr.Load e -> add(e.array());
              case Expr.Length e -> add(e.array());
              default -> {}
            }
          }
        };
    uses.walk(loop.body());
    return result;
  }

  private void collectLists() {
    Set<ArrayVar> exposed = Unassigned.exposedLists(loop.body());
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.NewArray s -> made.add(s.var());
          case Stmt.AssignArray s -> rows.computeIfAbsent(s.var(), _ -> new ArrayList<>()).add(s);
          default -> {}
        }
      }
    }.walk(loop.body());
    for (ArrayVar var : exposed) {
      if (made.contains(var) || rows.containsKey(var)) {
        throw new Dependent(Kind.CARRIED, var.name(), loop.position());
      }
    }
    // A list of an iteration that something else refers to as well is too much to follow.
    rows.forEach(
        (var, assignments) ->
            assignments.forEach(
                s -> {
                  if (made.contains(var) || s.value() instanceof ArrayVar v && made.contains(v)) {
                    throw new Dependent(Kind.LIST, var.name(), s.position());
                  }
                }));
  }

  @Override
  protected void enter(Stmt statement) {
    switch (statement) {
      case Stmt.CountedLoop s -> inside.add(s.label());
      case Stmt.While s -> inside.add(s.label());
      case Stmt.Block s -> inside.add(s.label());
      case Stmt.Store s -> {
        add(s.array(), s.indices(), s.checks(), true, s.position());
        Addition.of(s).ifPresent(additions::add);
      }
      case Stmt.Break s -> {
        if (!inside.contains(s.label())) {
          throw new Dependent(Kind.LEAVES, "", loop.position());
        }
      }
      case Stmt.Continue s -> {
        if (!inside.contains(s.label()) && s.label() != loop.label()) {
          throw new Dependent(Kind.LEAVES, "", loop.position());
        }
      }
      case Stmt.Return _ -> throw new Dependent(Kind.LEAVES, "", loop.position());
      case Stmt.Append s -> own(s.var(), s.position());
      case Stmt.Sort s -> own(s.var(), s.position());
      case Stmt.NewRows s -> throw new Dependent(Kind.LIST, s.var().name(), loop.position());
      case Stmt.AppendRow s -> throw new Dependent(Kind.LIST, s.var().name(), s.position());
      case Stmt.StoreRow s -> throw new Dependent(Kind.LIST, s.array().name(), s.position());
      case Stmt.Invoke s -> invoke(s);
      case Stmt.Split s -> throw new Dependent(Kind.CALL, "", s.position());
      case Stmt.Assign _,
          Stmt.If _,
          Stmt.NewArray _,
          Stmt.AssignArray _,
          Stmt.KeptWhole _,
          Stmt.NewStrips _,
          Stmt.StripStore _,
          Stmt.StripCall _,
          Stmt.Bail _ -> {}
    }
  }

  @Override
  protected void enter(Expr expression) {
    if (expression instanceof Expr.Load e) {
      add(e.array(), e.indices(), e.checks(), false, e.position());
    }
  }

  private void own(ArrayVar var, Position position) {
    if (!made.contains(var)) {
      throw new Dependent(Kind.LIST, var.name(), position);
    }
  }

  /** Functions that only compute may be called by all at once. */
  private void invoke(Stmt.Invoke s) {
    boolean[] computes = {s.lists().isEmpty() && s.listResults().isEmpty()};
    Walker walker =
        new Walker() {
          @Override
          protected void enter(Stmt statement) {
            computes[0] &=
                switch (statement) {
                  case Stmt.Assign _,
                      Stmt.If _,
                      Stmt.CountedLoop _,
                      Stmt.While _,
                      Stmt.Block _,
                      Stmt.Break _,
                      Stmt.Continue _,
                      Stmt.Invoke _,
                      Stmt.Return _,
                      Stmt.Bail _ ->
                      true;
                  default -> false;
                };
          }

          @Override
          protected void enter(Expr e) {
            computes[0] &= !(e instanceof Expr.Load);
          }
        };
    for (Function function : kernel.functions()) {
      walker.walk(function.body());
    }
    if (!computes[0]) {
      throw new Dependent(Kind.CALL, s.callee().name(), s.position());
    }
  }

  private void add(
      ArrayRef array,
      List<Expr> indices,
      List<IndexCheck> checks,
      boolean store,
      Position position) {
    if (!(array instanceof ArrayVar var)) {
      found.add(new Access(array, indices, checks, store, position));
      return;
    }
    if (made.contains(var)) {
      return;
    }
    List<Stmt.AssignArray> assignments = rows.get(var);
    if (assignments == null) {
      found.add(new Access(array, indices, checks, store, position));
      return;
    }
    // A loop inside may stand there twice, with checks and without.
    if (assignments.stream().anyMatch(s -> !isSame(s, assignments.getFirst()))) {
      throw new Dependent(Kind.CARRIED, var.name(), position);
    }
    Stmt.AssignArray row = assignments.getFirst();
    add(row.value(), joined(row.indices(), indices), joined(row.checks(), checks), store, position);
  }

  private static boolean isSame(Stmt.AssignArray one, Stmt.AssignArray other) {
    return one.value().equals(other.value())
        && one.indices().equals(other.indices())
        && one.checks().equals(other.checks());
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> result = new ArrayList<>(first);
    result.addAll(second);
    return result;
  }
}
