package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds the arrays that a loop does not go through from one element to the next, or nearly so:
 * where they are large, an access may take as long as a hundred steps.
 */
final class Scattered extends Walker {
  /** As many elements further is another line of the cache. */
  private static final long FAR = 8;

  /** A loop of fewer iterations does not make up for where it begins. */
  private static final long FEW_TRIPS = 16;

  private final Set<ArrayRef> found = new LinkedHashSet<>();
  private final List<Stmt.CountedLoop> around = new ArrayList<>();
  private final Set<Var> changing;
  private final Map<Var, Expr> definitions;

  private Scattered(Stmt.CountedLoop loop) {
    changing = Variables.assigned(List.of(loop));
    definitions = Steps.definitions(loop);
  }

  /** The arrays, in the order in which they are met. */
  static Set<ArrayRef> in(Stmt.CountedLoop loop) {
    Scattered walker = new Scattered(loop);
    walker.walk(loop);
    return walker.found;
  }

  @Override
  protected void enter(Stmt statement) {
    switch (statement) {
      case Stmt.CountedLoop s -> around.add(s);
      case Stmt.Store s -> access(s.array(), s.indices());
      default -> {}
    }
  }

  @Override
  protected void leave(Stmt statement) {
    if (statement instanceof Stmt.CountedLoop) {
      around.removeLast();
    }
  }

  @Override
  protected void enter(Expr expression) {
    if (expression instanceof Expr.Load e) {
      access(e.array(), e.indices());
    }
  }

  private void access(ArrayRef array, List<Expr> indices) {
    for (Stmt.CountedLoop loop : around.reversed()) {
      if (!hasFewTrips(loop)) {
        if (!isNear(indices, loop)) {
          found.add(array);
        }
        return;
      }
    }
  }

  private static boolean hasFewTrips(Stmt.CountedLoop loop) {
    return loop.start() instanceof Expr.IntConst(long start)
        && loop.stop() instanceof Expr.IntConst(long stop)
        && loop.step() instanceof Expr.IntConst(long step)
        && Math.abs(stop - start) < FEW_TRIPS * Math.abs(step);
  }

  /** Whether what an iteration reaches is next to what the one before it has reached. */
  private boolean isNear(List<Expr> indices, Stmt.CountedLoop loop) {
    for (Expr row : indices.subList(0, indices.size() - 1)) {
      if (!isZero(stride(row, loop.counter(), definitions))) {
        return false;
      }
    }
    OptionalLong stride = stride(indices.getLast(), loop.counter(), definitions);
    return stride.isPresent()
        && loop.step() instanceof Expr.IntConst(long step)
        && Math.abs(stride.getAsLong()) <= FAR / Math.max(1, Math.abs(step));
  }

  private static boolean isZero(OptionalLong stride) {
    return stride.isPresent() && stride.getAsLong() == 0;
  }

  /** By how much an index grows with a counter, but for where it wraps; nothing if unknown. */
  private OptionalLong stride(Expr index, Var counter, Map<Var, Expr> known) {
    return switch (index) {
      case Expr.IntConst _, Expr.Length _ -> OptionalLong.of(0);
      case Expr.Local(Var var) -> {
        if (var.equals(counter)) {
          yield OptionalLong.of(1);
        }
        if (!changing.contains(var) || around.stream().anyMatch(s -> s.counter().equals(var))) {
          yield OptionalLong.of(0);
        }
        Expr definition = known.get(var);
        if (definition == null) {
          yield OptionalLong.empty();
        }
        Map<Var, Expr> others = new HashMap<>(known);
        others.remove(var);
        yield stride(definition, counter, others);
      }
      case Expr.Unary e when e.op() == UnaryOp.INT_WRAP || e.op() == UnaryOp.INT_NEG ->
          stride(e.operand(), counter, known);
      case Expr.Binary e ->
          stride(e, stride(e.left(), counter, known), stride(e.right(), counter, known));
      case Expr.Select e ->
          greater(stride(e.then(), counter, known), stride(e.otherwise(), counter, known));
      case Expr.Call e when e.function() == Intrinsic.MIN || e.function() == Intrinsic.MAX ->
          greater(
              stride(e.arguments().get(0), counter, known),
              stride(e.arguments().get(1), counter, known));
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong stride(Expr.Binary e, OptionalLong left, OptionalLong right) {
    if (left.isEmpty() || right.isEmpty()) {
      return OptionalLong.empty();
    }
    long a = left.getAsLong();
    long b = right.getAsLong();
    if (a == 0 && b == 0) {
      return OptionalLong.of(0);
    }
    return switch (e.op()) {
      case INT_ADD -> OptionalLong.of(a + b);
      case INT_SUB -> OptionalLong.of(a - b);
      case INT_MUL ->
          e.left() instanceof Expr.IntConst(long factor)
              ? times(factor, b)
              : e.right() instanceof Expr.IntConst(long factor)
                  ? times(factor, a)
                  : OptionalLong.empty();
      case INT_MOD, INT_REMAINDER, INT_FLOORDIV, INT_QUOTIENT ->
          b == 0 ? left : OptionalLong.empty();
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong times(long factor, long stride) {
    return Math.abs(factor) <= FAR ? OptionalLong.of(factor * stride) : OptionalLong.empty();
  }

  private static OptionalLong greater(OptionalLong one, OptionalLong other) {
    return one.isEmpty() || other.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(Math.abs(one.getAsLong()), Math.abs(other.getAsLong())));
  }
}
