package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.LoopReport.Dependence.Kind;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * one {@code k}, and all values of {@code r} in the loop lie less than {@code k} apart; multiples
 * of a stride do not count among them, where all that is left lies less than that stride apart.
 * Different lists are tested not to share a row. Where iterations may run in any order, those
 * differ that are stored in one place only, not loaded, and found by what an element says. What
 * iterations only add to may be the same, if whoever runs them can.
 */
final class Independence {
  private static final int MOST_GUARDS = 64;

  private final Stmt.CountedLoop loop;
  private final LoopAccesses accesses;
  private final Ranges ranges;

  /** What must hold, and what stands against it where it does not. */
  private final Map<Expr, Dependence> guards = new LinkedHashMap<>();

  private static final int ROUNDS = 5;

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
   * @param guards what must hold, and what stands against it where it does not
   * @param added arrays of which several iterations may add to one element
   */
  record Conditions(List<Stmt> preheader, Map<Expr, Dependence> guards, Set<ArrayRef> added) {}

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
    if (result.guards.size() > MOST_GUARDS) {
      throw new Dependent(Kind.GUARDS, "", loop.position());
    }
    return new Conditions(result.ranges.preheader(), result.guards, result.added);
  }

  /** Different iterations use different elements of a list that they store into. */
  private void ownElements(ArrayRef array) {
    List<LoopAccesses.Access> own = accesses.of(array);
    Position position = stored(own);
    Dependence element = sameElements(array, accesses);
    int rank = array.type().rank();
    for (int axis = rank - 1; axis >= 0; axis--) {
      if (apart(own, axis)) {
        ranges.conditions().forEach(test -> guards.putIfAbsent(test, element));
        // Rows may be one and the same, and elements of a buffer may overlap.
        if (array.type().storage().isBuffer() || axis < rank - 1) {
          guards.put(new Expr.Distinct(array), new Dependence(Kind.ROWS, array.name(), position));
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
    throw new Dependent(Kind.ELEMENT, array.name(), position);
  }

  /** That iterations use one element of an array. */
  static Dependence sameElements(ArrayRef array, LoopAccesses accesses) {
    return new Dependence(Kind.ELEMENT, array.name(), stored(accesses.of(array)));
  }

  /** Where the first store among uses stands. */
  private static Position stored(List<LoopAccesses.Access> uses) {
    return uses.stream()
        .filter(LoopAccesses.Access::store)
        .map(LoopAccesses.Access::position)
        .findFirst()
        .orElse(Position.NONE);
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
    boolean proven = true;
    List<Polynomial> indices = new ArrayList<>();
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
      proven &= access.checks().get(axis) == IndexCheck.NONE;
      indices.add(index.get());
    }
    // What is proven to lie in a list does so in all iterations: the factor is a small number.
    if (factor == null || factor.constant().isEmpty() && !proven) {
      return false;
    }
    Polynomial size = factor.constant().filter(k -> k < 0).isPresent() ? factor.negated() : factor;
    Optional<Polynomial> stride = wider(indices.getFirst(), size, proven);
    if (stride.isPresent()) {
      return apartWithin(indices, size, stride.get());
    }
    Optional<List<Expr>> rests =
        moved(indices.stream().map(index -> index.without(loop.counter())).toList());
    return rests.isPresent() && areWithin(rests.get(), size);
  }

  /**
   * The least of the strides with which an index moves in the loop that are surely wider than the
   * one of its counter: of {@code j * n + i}, where {@code i} is the counter, {@code n}.
   */
  private Optional<Polynomial> wider(Polynomial index, Polynomial size, boolean proven) {
    Polynomial least = null;
    for (Var var : accesses.changing()) {
      Optional<Polynomial> stride = index.factorOf(var, accesses.changing());
      if (!var.equals(loop.counter())
          && stride.isPresent()
          && (proven || stride.get().constant().isPresent())
          && stride.get().isWiderThan(size)
          && (least == null || least.isWiderThan(stride.get()))) {
        least = stride.get();
      }
    }
    return Optional.ofNullable(least);
  }

  /**
   * Whether indices are apart that are a multiple of a stride and something that takes other values
   * in each iteration, all of them less than the stride apart.
   */
  private boolean apartWithin(List<Polynomial> indices, Polynomial size, Polynomial stride) {
    List<Polynomial> inside =
        indices.stream().map(index -> index.withoutMultiplesOf(stride)).toList();
    Optional<List<Expr>> all = moved(inside);
    Optional<List<Expr>> rests =
        moved(inside.stream().map(index -> index.without(loop.counter())).toList());
    return all.isPresent()
        && rests.isPresent()
        && areWithin(rests.get(), size)
        && areWithin(all.get(), stride);
  }

  private boolean areWithin(List<Expr> values, Polynomial distance) {
    return ranges.within(values, distance.expression()) instanceof Ranges.Answer.Proven;
  }

  /** Values without what all have in common and the loop does not change, which moves none. */
  private Optional<List<Expr>> moved(List<Polynomial> values) {
    Polynomial common = values.getFirst().free(accesses.changing());
    List<Expr> result = new ArrayList<>();
    for (Polynomial value : values) {
      Optional<Polynomial> moved = value.less(common);
      if (moved.isEmpty()) {
        return Optional.empty();
      }
      result.add(moved.get().expression());
    }
    return Optional.of(result);
  }

  /** What is stored into is no part of another list that the loop uses. */
  private void otherLists(ArrayRef stored) {
    for (ArrayRef other : accesses.arrays()) {
      if (other.equals(stored) || accesses.stored().contains(other) && isBefore(other, stored)) {
        continue;
      }
      boolean buffers = stored.type().storage().isBuffer() && other.type().storage().isBuffer();
      if (buffers || stored.type().storage() == other.type().storage()) {
        guards.put(
            new Expr.Disjoint(stored, List.of(), other, List.of()),
            new Dependence(Kind.ALIAS, stored.name(), other.name(), stored(accesses.of(stored))));
      }
    }
  }

  /** Of two lists that are both stored into, one test is enough. */
  private boolean isBefore(ArrayRef one, ArrayRef other) {
    List<ArrayRef> order = List.copyOf(accesses.stored());
    return order.indexOf(one) < order.indexOf(other);
  }

  /**
   * What variables that the loop assigns hold, as far as that is one polynomial wherever it does:
   * inner loops may stand there twice, with checks and without.
   */
  private Map<Var, Polynomial> copies() {
    Map<Var, Integer> assignments = Variables.assignments(loop.body());
    Map<Var, List<Expr>> values = new HashMap<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Assign s) {
          values.computeIfAbsent(s.var(), _ -> new ArrayList<>()).add(s.value());
        }
      }
    }.walk(loop.body());
    Set<Var> exposed = Unassigned.exposed(loop.body());
    // A copy keeps what these held, whatever they hold where it is used.
    Set<Var> passing = new HashSet<>(accesses.changing());
    passing.remove(loop.counter());
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.CountedLoop s && !values.containsKey(s.counter())) {
          passing.remove(s.counter());
        }
      }
    }.walk(loop.body());
    Map<Var, Polynomial> result = new HashMap<>();
    // One may be made of others that are found first: a few rounds find all that matter.
    for (int round = 0; round < ROUNDS; round++) {
      values.forEach(
          (var, all) -> {
            if (assignments.get(var) == all.size() && !exposed.contains(var)) {
              one(all, result)
                  .filter(p -> passing.stream().noneMatch(p::reads))
                  .ifPresent(p -> result.put(var, p));
            }
          });
    }
    return result;
  }

  /** The polynomial that all of these are, if they are. */
  private static Optional<Polynomial> one(List<Expr> values, Map<Var, Polynomial> copies) {
    Set<Optional<Polynomial>> found = new LinkedHashSet<>();
    values.forEach(value -> found.add(Polynomial.of(value).flatMap(p -> p.with(copies))));
    return found.size() == 1 ? found.iterator().next() : Optional.empty();
  }
}
