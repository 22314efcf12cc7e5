package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Bounds of sums of counters whose loops depend on each other. With {@code i} from 0 to {@code k},
 * {@code k - i - 1} is not negative, which what bounds {@code i} and {@code k} for themselves does
 * not tell. The counter of the innermost loop is replaced by the end of its range, in which outer
 * counters stand, and so on outwards. That an inner loop runs at all bounds the outer counters too:
 * where {@code j} runs from {@code i + 1} to {@code n}, {@code i} is less than {@code n - 1}.
 */
final class LinearBounds {
  /** Each end that bounds a counter is one to go on with; a few are enough. */
  private static final int MOST_ENDS = 4;

  /** How often variables are replaced by what they were assigned. */
  private static final int ROUNDS = 8;

  /** Outer loops before those inside them. */
  private final List<Stmt.CountedLoop> loops;

  private final Map<Var, Integer> places = new HashMap<>();
  private final Function<Var, Optional<Expr>> definitions;
  private final Set<Var> changing;

  /**
   * @param loops with counters of their own, outer ones before those inside them
   * @param changing what the loops assign, counters included
   * @param definitions what a variable among those holds wherever it is read, if that is known
   */
  LinearBounds(
      List<Stmt.CountedLoop> loops, Set<Var> changing, Function<Var, Optional<Expr>> definitions) {
    this.loops = List.copyOf(loops);
    for (Stmt.CountedLoop loop : loops) {
      places.put(loop.counter(), places.size());
    }
    this.changing = Set.copyOf(changing);
    this.definitions = definitions;
  }

  /**
   * Sums of what the loops do not change, each of which bounds an expression on one side.
   *
   * @param related whether loops that depend on each other were found on the way
   */
  private record Ends(Set<Polynomial> sums, boolean related) {}

  /**
   * What bounds an expression.
   *
   * @param low none of them is above it
   * @param high none of them is below it
   */
  record Sums(Set<Polynomial> low, Set<Polynomial> high) {}

  /**
   * Bounds of an expression. Empty where there is one of a side only, or where loops do not depend
   * on each other: then there is nothing to gain.
   *
   * @param around the loops that the expression is known to stand in
   */
  Optional<Sums> of(Expr expression, List<Stmt.CountedLoop> around) {
    if (loops.size() < 2) {
      return Optional.empty();
    }
    return resolved(expression)
        .flatMap(
            sum -> {
              Ends low = ends(sum, around, false);
              Ends high = ends(sum, around, true);
              return (low.related() || high.related())
                      && !low.sums().isEmpty()
                      && !high.sums().isEmpty()
                  ? Optional.of(new Sums(low.sums(), high.sums()))
                  : Optional.empty();
            });
  }

  private Ends ends(Polynomial sum, List<Stmt.CountedLoop> around, boolean high) {
    boolean related = false;
    Set<Polynomial> open = Set.of(sum);
    for (Stmt.CountedLoop loop : loops.reversed()) {
      Set<Polynomial> next = new LinkedHashSet<>();
      for (Polynomial one : open) {
        if (!one.reads(loop.counter())) {
          next.add(one);
          continue;
        }
        boolean upper = one.terms().get(Map.of(loop.counter(), 1)) > 0 == high;
        List<Polynomial> ends = ends(loop, around, upper);
        related |= ends.size() > 1 || ends.stream().anyMatch(e -> e.readsAny(places.keySet()));
        for (Polynomial end : ends) {
          one.with(Map.of(loop.counter(), end)).ifPresent(next::add);
        }
      }
      open = new LinkedHashSet<>(next.stream().limit(MOST_ENDS).toList());
    }
    return new Ends(open, related);
  }

  /** What bounds the counter of a loop on one side, of outer counters and what does not change. */
  private List<Polynomial> ends(
      Stmt.CountedLoop loop, List<Stmt.CountedLoop> around, boolean upper) {
    List<Polynomial> result = new ArrayList<>();
    if (loop.step() instanceof Expr.IntConst(long step) && step != 0) {
      Expr end = step > 0 ? minus(loop.stop(), 1) : minus(loop.stop(), -1);
      resolved(upper == step > 0 ? end : loop.start())
          .filter(e -> readsOnlyOutside(e, loop))
          .ifPresent(result::add);
    }
    for (Stmt.CountedLoop inner : around) {
      if (places.getOrDefault(inner.counter(), -1) > places.get(loop.counter())) {
        isEntered(inner)
            .flatMap(distance -> end(distance, loop, upper))
            .filter(end -> !result.contains(end))
            .ifPresent(result::add);
      }
    }
    return result;
  }

  /** What is not negative where a loop has an iteration. */
  private Optional<Polynomial> isEntered(Stmt.CountedLoop loop) {
    if (!(loop.step() instanceof Expr.IntConst(long step)) || step == 0) {
      return Optional.empty();
    }
    Expr from = step > 0 ? loop.start() : loop.stop();
    Expr to = step > 0 ? loop.stop() : loop.start();
    return resolved(minus(Exprs.proven(BinaryOp.INT_SUB, to, from), 1));
  }

  /** What bounds a counter, as a sum with it is not negative. */
  private Optional<Polynomial> end(Polynomial natural, Stmt.CountedLoop loop, boolean upper) {
    Long factor = natural.terms().get(Map.of(loop.counter(), 1));
    if (factor == null || factor != (upper ? -1 : 1)) {
      return Optional.empty();
    }
    Polynomial rest = natural.without(loop.counter());
    return Optional.of(upper ? rest : rest.negated()).filter(e -> readsOnlyOutside(e, loop));
  }

  private boolean readsOnlyOutside(Polynomial end, Stmt.CountedLoop loop) {
    return end.variables().stream()
        .allMatch(var -> places.getOrDefault(var, -1) < places.get(loop.counter()));
  }

  private static Expr minus(Expr e, long number) {
    return Exprs.proven(BinaryOp.INT_SUB, e, new Expr.IntConst(number));
  }

  /** An expression as a sum of counters and of what the loops do not change. */
  private Optional<Polynomial> resolved(Expr expression) {
    Optional<Polynomial> sum = Polynomial.of(expression);
    for (int round = 0; round < ROUNDS && sum.isPresent(); round++) {
      Map<Var, Polynomial> values = new HashMap<>();
      for (Var var : sum.get().variables()) {
        if (changing.contains(var) && !places.containsKey(var)) {
          Optional<Polynomial> value = definitions.apply(var).flatMap(Polynomial::of);
          if (value.isEmpty()) {
            return Optional.empty();
          }
          values.put(var, value.get());
        }
      }
      if (values.isEmpty()) {
        return sum.filter(Polynomial::isLinear);
      }
      sum = sum.get().with(values);
    }
    return Optional.empty();
  }
}
