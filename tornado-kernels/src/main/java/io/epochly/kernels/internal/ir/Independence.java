package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Dependence.Kind;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells whether the elements that one iteration of a loop stores are none that another one loads or
 * stores, and what must hold before the loop for that.
 *
 * <p>Of two elements of one list it is known where an index of both is {@code k * counter + r} with
 * one {@code k}, and all values of {@code r} in the loop lie less than {@code k} apart. Different
 * lists are tested not to share a row. Where iterations may run in any order, those differ that are
 * stored in one place only, not loaded, and found by what an element says. What iterations only add
 * to may be the same, if whoever runs them can.
 */
final class Independence {
  private static final int MOST_GUARDS = 64;

  private final Stmt.CountedLoop loop;
  private final LoopAccesses accesses;
  private final Ranges ranges;
  private final Set<Expr> guards = new LinkedHashSet<>();
  private final Map<Var, Polynomial> copies;
  private final Predicate<ArrayRef> sharedSums;
  private final Set<ArrayRef> added = new LinkedHashSet<>();

  private Independence(
      Stmt.CountedLoop loop, LoopAccesses accesses, Predicate<ArrayRef> sharedSums) {
    this.loop = loop;
    this.accesses = accesses;
    this.sharedSums = sharedSums;
    this.ranges = new Ranges(loop);
    this.copies = copies();
  }

  /**
   * What is to be done before the loop to find out whether its iterations are independent.
   *
   * @param preheader statements that compute what the guards read
   * @param added arrays of which several iterations may add to one element
   */
  record Conditions(List<Stmt> preheader, List<Expr> guards, Set<ArrayRef> added) {}

  /**
   * What must hold for the elements.
   *
   * @param sharedSums the arrays to one element of which iterations may add at the same time
   * @throws Dependent where it never does, or cannot be told
   */
  static Conditions of(
      Stmt.CountedLoop loop, LoopAccesses accesses, Predicate<ArrayRef> sharedSums) {
    Independence result = new Independence(loop, accesses, sharedSums);
    for (ArrayRef stored : accesses.stored()) {
      result.ownElements(stored);
      result.otherLists(stored);
    }
    List<Expr> all = new ArrayList<>(result.guards);
    all.addAll(result.ranges.conditions());
    if (all.size() > MOST_GUARDS) {
      throw new Dependent(Kind.GUARDS, "", loop.position());
    }
    return new Conditions(result.ranges.preheader(), all, result.added);
  }

  /** Different iterations use different elements of a list that they store into. */
  private void ownElements(ArrayRef array) {
    List<LoopAccesses.Access> own = accesses.of(array);
    int rank = array.type().rank();
    for (int axis = rank - 1; axis >= 0; axis--) {
      if (apart(own, axis)) {
        // Rows may be one and the same, and elements of a buffer may overlap.
        if (array.type().storage().isBuffer() || axis < rank - 1) {
          guards.add(new Expr.Distinct(array));
        }
        return;
      }
    }
    if (sharedSums.test(array)) {
      added.add(array);
      return;
    }
    // Whoever lets them run in any order says that elements which say where to store differ.
    if (loop.label().isInAnyOrder() && own.size() == 1 && isLookedUp(own.getFirst())) {
      return;
    }
    Position position =
        own.stream()
            .filter(LoopAccesses.Access::store)
            .map(LoopAccesses.Access::position)
            .findFirst()
            .orElse(Position.NONE);
    throw new Dependent(Kind.ELEMENT, array.name(), position);
  }

  /** Whether an index is made of an element of a list, so that nothing is known of it here. */
  private boolean isLookedUp(LoopAccesses.Access access) {
    Set<Var> made = new LinkedHashSet<>();
    boolean[] looked = {false};
    Walker indices =
        new Walker() {
          @Override
          protected void enter(Expr e) {
            looked[0] |= e instanceof Expr.Load;
            if (e instanceof Expr.Local(Var var)) {
              made.add(var);
            }
          }
        };
    access.indices().forEach(indices::walk);
    Walker values =
        new Walker() {
          @Override
          protected void enter(Stmt statement) {
            if (statement instanceof Stmt.Assign s && made.contains(s.var())) {
              indices.walk(s.value());
            }
          }
        };
    for (int before = -1; before < made.size(); ) {
      before = made.size();
      values.walk(loop);
    }
    return looked[0];
  }

  /** Whether the index along an axis is another one in each iteration, for all uses together. */
  private boolean apart(List<LoopAccesses.Access> uses, int axis) {
    Set<Var> others = accesses.changing();
    Polynomial factor = null;
    // What all have in common and the loop does not change moves none of them.
    Polynomial common = null;
    List<Expr> rests = new ArrayList<>();
    for (LoopAccesses.Access access : uses) {
      Optional<Polynomial> index =
          Polynomial.of(access.indices().get(axis)).flatMap(i -> i.with(copies));
      if (index.isEmpty() || access.checks().get(axis) == IndexCheck.WRAP) {
        return false;
      }
      Optional<Polynomial> own = index.get().factorOf(loop.counter(), others);
      if (own.isEmpty() || own.get().isZero() || factor != null && !factor.equals(own.get())) {
        return false;
      }
      factor = own.get();
      // What is proven to lie in a list does so in all iterations: the factor is a small number.
      if (factor.constant().isEmpty() && access.checks().get(axis) != IndexCheck.NONE) {
        return false;
      }
      Polynomial rest = index.get().without(loop.counter());
      common = common == null ? rest.free(others) : common;
      Optional<Polynomial> moved = rest.less(common);
      if (moved.isEmpty()) {
        return false;
      }
      rests.add(moved.get().expression());
    }
    if (factor == null) {
      return false;
    }
    if (factor.constant().filter(k -> k < 0).isPresent()) {
      factor = factor.negated();
    }
    return ranges.within(rests, factor.expression()) instanceof Ranges.Answer.Proven;
  }

  /** What is stored into is no part of another list that the loop uses. */
  private void otherLists(ArrayRef stored) {
    for (ArrayRef other : accesses.arrays()) {
      if (other.equals(stored) || accesses.stored().contains(other) && isBefore(other, stored)) {
        continue;
      }
      boolean buffers = stored.type().storage().isBuffer() && other.type().storage().isBuffer();
      if (buffers || stored.type().storage() == other.type().storage()) {
        guards.add(new Expr.Disjoint(stored, List.of(), other, List.of()));
      }
    }
  }

  /** Of two lists that are both stored into, one test is enough. */
  private boolean isBefore(ArrayRef one, ArrayRef other) {
    List<ArrayRef> order = List.copyOf(accesses.stored());
    return order.indexOf(one) < order.indexOf(other);
  }

  /**
   * What variables that the loop assigns in one place only hold, as far as that is a polynomial.
   */
  private Map<Var, Polynomial> copies() {
    Map<Var, Integer> assignments = Variables.assignments(loop.body());
    Map<Var, Expr> values = new HashMap<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Assign s) {
          values.put(s.var(), s.value());
        }
      }
    }.walk(loop.body());
    Set<Var> exposed = Unassigned.exposed(loop.body());
    Map<Var, Polynomial> result = new HashMap<>();
    // One may be made of others that are found first: a few rounds find all that matter.
    for (int round = 0; round < 3; round++) {
      values.forEach(
          (var, value) -> {
            if (assignments.get(var) == 1 && !exposed.contains(var)) {
              Polynomial.of(value)
                  .flatMap(p -> p.with(result))
                  .filter(p -> !p.reads(var))
                  .ifPresent(p -> result.put(var, p));
            }
          });
    }
    return result;
  }
}
