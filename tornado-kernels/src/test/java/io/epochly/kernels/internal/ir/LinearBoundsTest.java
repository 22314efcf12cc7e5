package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of sums of counters, held against all values that they have. */
class LinearBoundsTest {
  private static final Position AT = new Position(1, 0);

  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var j = new Var("j", ScalarType.INT);
  private final Var k = new Var("k", ScalarType.INT);
  private final Var end = new Var("end", ScalarType.INT);

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr constant(long value) {
    return new Expr.IntConst(value);
  }

  private static Expr plus(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.INT_ADD, a, b, true, AT);
  }

  private static Expr minus(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.INT_SUB, a, b, true, AT);
  }

  private static Stmt.CountedLoop loop(Var counter, Expr start, Expr stop, long step) {
    return new Stmt.CountedLoop(
        new Label(counter.name()), counter, start, stop, constant(step), List.of(), false, AT);
  }

  private static LinearBounds bounds(Map<Var, Expr> definitions, Stmt.CountedLoop... loops) {
    Set<Var> changing = new HashSet<>(definitions.keySet());
    for (Stmt.CountedLoop loop : loops) {
      changing.add(loop.counter());
    }
    return new LinearBounds(
        List.of(loops), changing, var -> Optional.ofNullable(definitions.get(var)));
  }

  private static Polynomial polynomial(Expr e) {
    return Polynomial.of(e).orElseThrow();
  }

  @Test
  void aCounterBelowAnotherIsLessThanThat() {
    LinearBounds bounds =
        bounds(
            Map.of(end, local(i)),
            loop(i, constant(1), local(n), 1),
            loop(j, constant(0), local(end), 1));
    LinearBounds.Sums sums =
        bounds.of(minus(minus(local(i), local(j)), constant(1)), List.of()).orElseThrow();
    assertThat(sums.low()).containsExactly(polynomial(constant(0)));
    assertThat(sums.high()).containsExactly(polynomial(minus(local(n), constant(2))));
  }

  @Test
  void aLoopThatRunsBoundsTheOnesAroundIt() {
    Stmt.CountedLoop outer = loop(i, constant(0), local(n), 1);
    Stmt.CountedLoop inner = loop(j, plus(local(i), constant(1)), local(n), 1);
    LinearBounds bounds = bounds(Map.of(), outer, inner);
    Expr next = plus(local(i), constant(1));
    assertThat(bounds.of(next, List.of(outer))).isEmpty();
    assertThat(bounds.of(next, List.of(outer, inner)).orElseThrow().high())
        .contains(polynomial(minus(local(n), constant(1))));
  }

  @Test
  void nothingIsSaidOfWhatIsNoSum() {
    Stmt.CountedLoop outer = loop(i, constant(0), local(n), 1);
    Stmt.CountedLoop product =
        loop(j, new Expr.Binary(BinaryOp.INT_MUL, local(i), local(i), true, AT), local(n), 1);
    assertThat(bounds(Map.of(), outer, product).of(minus(local(j), local(i)), List.of())).isEmpty();
    Stmt.CountedLoop unknown = loop(j, constant(0), local(end), 1);
    LinearBounds bounds =
        new LinearBounds(List.of(outer, unknown), Set.of(i, j, end), _ -> Optional.empty());
    assertThat(bounds.of(minus(local(i), local(j)), List.of())).isEmpty();
  }

  /** Counters, their loops' ends, and a sum of the counters, drawn; every value lies in bounds. */
  @Test
  void noValueIsOutOfBounds() {
    Random random = new Random(7);
    int found = 0;
    for (int round = 0; round < 3000; round++) {
      Stmt.CountedLoop first = drawn(random, i, List.of(n));
      Stmt.CountedLoop second = drawn(random, j, List.of(n, i));
      Stmt.CountedLoop third = drawn(random, k, List.of(n, i, j));
      LinearBounds bounds = bounds(Map.of(), first, second, third);
      Expr sum = drawnSum(random, List.of(i, j, k, n));
      Optional<LinearBounds.Sums> sums = bounds.of(sum, List.of(first, second, third));
      if (sums.isPresent()) {
        found++;
        for (long size = 0; size < 7; size++) {
          Map<Var, Long> values = new HashMap<>(Map.of(n, size));
          run(List.of(first, second, third), values, sum, sums.get());
        }
      }
    }
    assertThat(found).isGreaterThan(500);
  }

  private static void run(
      List<Stmt.CountedLoop> loops, Map<Var, Long> values, Expr sum, LinearBounds.Sums sums) {
    if (loops.isEmpty()) {
      long value = value(sum, values);
      sums.low()
          .forEach(low -> assertThat(value(low.expression(), values)).isLessThanOrEqualTo(value));
      sums.high()
          .forEach(
              high -> assertThat(value(high.expression(), values)).isGreaterThanOrEqualTo(value));
      return;
    }
    Stmt.CountedLoop loop = loops.getFirst();
    long step = value(loop.step(), values);
    long stop = value(loop.stop(), values);
    for (long c = value(loop.start(), values); step > 0 ? c < stop : c > stop; c += step) {
      values.put(loop.counter(), c);
      run(loops.subList(1, loops.size()), values, sum, sums);
    }
    values.remove(loop.counter());
  }

  private static long value(Expr e, Map<Var, Long> values) {
    return switch (e) {
      case Expr.IntConst(long constant) -> constant;
      case Expr.Local(Var var) -> values.get(var);
      case Expr.Binary b -> {
        long left = value(b.left(), values);
        long right = value(b.right(), values);
        yield switch (b.op()) {
          case INT_ADD -> left + right;
          case INT_SUB -> left - right;
          case INT_MUL -> left * right;
          default -> throw new IllegalArgumentException("no sum: " + b);
        };
      }
      default -> throw new IllegalArgumentException("no sum: " + e);
    };
  }

  private static Stmt.CountedLoop drawn(Random random, Var counter, List<Var> vars) {
    long[] steps = {1, 1, 1, 2, -1, -1, -3};
    return loop(
        counter,
        drawnSum(random, vars),
        drawnSum(random, vars),
        steps[random.nextInt(steps.length)]);
  }

  private static Expr drawnSum(Random random, List<Var> vars) {
    Expr sum = constant(random.nextInt(5) - 2);
    for (int terms = random.nextInt(3); terms > 0; terms--) {
      Expr var = local(vars.get(random.nextInt(vars.size())));
      sum = random.nextInt(3) == 0 ? minus(sum, var) : plus(sum, var);
    }
    return sum;
  }
}
