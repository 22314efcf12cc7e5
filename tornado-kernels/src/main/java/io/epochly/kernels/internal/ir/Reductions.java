package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises variables that a loop only ever adds something to, or combines in another such way:
 * pieces of the loop can do that on their own, and their results are combined behind it.
 */
final class Reductions {
  private Reductions() {}

  /** How those of the variables are combined that are used for nothing else. */
  static Map<Var, Reduction> of(Stmt.CountedLoop loop, Set<Var> carried) {
    Map<Var, Integer> reads = Variables.reads(loop.body());
    Map<Var, Optional<Reduction>> found = new HashMap<>();
    Map<Var, Integer> expected = new HashMap<>();
    Set<Stmt> extremes = Collections.newSetFromMap(new IdentityHashMap<>());
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.If s ->
              extreme(s)
                  .ifPresent(
                      extreme -> {
                        extremes.add(extreme.assignment());
                        note(extreme.assignment().var(), Optional.of(extreme.reduction()), 1);
                      });
          case Stmt.Assign s -> {
            if (!extremes.contains(s)) {
              note(s.var(), step(s), s.value() instanceof Expr.Select ? 2 : 1);
            }
          }
          case Stmt.Invoke s -> s.scalarResults().forEach(var -> note(var, Optional.empty(), 0));
          default -> {}
        }
      }

      private void note(Var var, Optional<Reduction> reduction, int ownReads) {
        found.merge(var, reduction, (one, other) -> one.equals(other) ? one : Optional.empty());
        expected.merge(var, ownReads, Integer::sum);
      }
    }.walk(loop.body());
    Map<Var, Reduction> result = new LinkedHashMap<>();
    for (Var var : carried) {
      Optional<Reduction> reduction = found.getOrDefault(var, Optional.empty());
      if (reduction.isPresent() && expected.get(var).equals(reads.get(var))) {
        result.put(var, reduction.get());
      }
    }
    return result;
  }

  record Extreme(Stmt.Assign assignment, Reduction reduction) {}

  /** {@code if e < x: x = e}, the assignment of which is no reduction by itself. */
  static Optional<Extreme> extreme(Stmt.If s) {
    if (s.then().size() != 1
        || !s.otherwise().isEmpty()
        || !(s.then().getFirst() instanceof Stmt.Assign assign)
        || !(s.condition() instanceof Expr.Binary c)
        || Exprs.any(assign.value(), Expr.Sequence.class::isInstance)) {
      return Optional.empty();
    }
    Expr self = new Expr.Local(assign.var());
    boolean left = Exprs.same(c.left(), assign.value()) && c.right().equals(self);
    boolean right = Exprs.same(c.right(), assign.value()) && c.left().equals(self);
    if (left == right || reads(assign.value(), assign.var())) {
      return Optional.empty();
    }
    Optional<Reduction> reduction =
        switch (c.op()) {
          case INT_LT -> Optional.of(left ? Reduction.INT_MIN : Reduction.INT_MAX);
          case INT_GT -> Optional.of(left ? Reduction.INT_MAX : Reduction.INT_MIN);
          case FLOAT_LT -> Optional.of(left ? Reduction.FLOAT_MIN : Reduction.FLOAT_MAX);
          case FLOAT_GT -> Optional.of(left ? Reduction.FLOAT_MAX : Reduction.FLOAT_MIN);
          default -> Optional.empty();
        };
    return reduction.map(r -> new Extreme(assign, r));
  }

  private static Optional<Reduction> step(Stmt.Assign s) {
    return switch (s.value()) {
      case Expr.Unary e when e.op() == UnaryOp.INT_WRAP && e.operand() instanceof Expr.Binary ->
          step(new Stmt.Assign(s.var(), e.operand()))
              .flatMap(
                  exact ->
                      switch (exact) {
                        case INT_SUM -> Optional.of(Reduction.WRAP_INT_SUM);
                        case INT_PRODUCT -> Optional.of(Reduction.WRAP_INT_PRODUCT);
                        default -> Optional.empty();
                      });
      case Expr.Binary e -> {
        Expr self = new Expr.Local(s.var());
        boolean left = e.left().equals(self) && !reads(e.right(), s.var());
        boolean right = e.right().equals(self) && !reads(e.left(), s.var());
        yield switch (e.op()) {
          case INT_ADD -> when(left || right, Reduction.INT_SUM);
          case INT_SUB -> when(left, Reduction.INT_SUM);
          case INT_MUL -> when(left || right, Reduction.INT_PRODUCT);
          case WRAP_ADD -> when(left || right, Reduction.WRAP_SUM);
          case WRAP_SUB -> when(left, Reduction.WRAP_SUM);
          case WRAP_MUL -> when(left || right, Reduction.WRAP_PRODUCT);
          case INT_AND -> when(left || right, Reduction.INT_AND);
          case INT_OR -> when(left || right, Reduction.INT_OR);
          case INT_XOR -> when(left || right, Reduction.INT_XOR);
          case FLOAT_ADD -> when(left || right, Reduction.FLOAT_SUM);
          case FLOAT_SUB -> when(left, Reduction.FLOAT_SUM);
          case FLOAT_MUL -> when(left || right, Reduction.FLOAT_PRODUCT);
          default -> Optional.empty();
        };
      }
      case Expr.Select e -> kept(s.var(), e);
      case Expr.Call e when e.arguments().size() == 2 -> {
        Expr self = new Expr.Local(s.var());
        boolean once =
            e.arguments().getFirst().equals(self) && !reads(e.arguments().getLast(), s.var())
                || e.arguments().getLast().equals(self)
                    && !reads(e.arguments().getFirst(), s.var());
        yield switch (e.function()) {
          case Intrinsic.MIN -> when(once, Reduction.INT_MIN);
          case Intrinsic.MAX -> when(once, Reduction.INT_MAX);
          default -> Optional.empty();
        };
      }
      default -> Optional.empty();
    };
  }

  /**
   * {@code x = (e < x ? e : x)}, or of ints, where equal ones are the same, the other way round.
   */
  private static Optional<Reduction> kept(Var var, Expr.Select e) {
    Expr self = new Expr.Local(var);
    if (e.otherwise().equals(self)) {
      return extreme(new Stmt.If(e.condition(), List.of(new Stmt.Assign(var, e.then())), List.of()))
          .map(Extreme::reduction);
    }
    if (!e.then().equals(self)) {
      return Optional.empty();
    }
    return extreme(
            new Stmt.If(e.condition(), List.of(new Stmt.Assign(var, e.otherwise())), List.of()))
        .flatMap(
            extreme ->
                switch (extreme.reduction()) {
                  case INT_MIN -> Optional.of(Reduction.INT_MAX);
                  case INT_MAX -> Optional.of(Reduction.INT_MIN);
                  default -> Optional.empty();
                });
  }

  private static Optional<Reduction> when(boolean fits, Reduction reduction) {
    return fits ? Optional.of(reduction) : Optional.empty();
  }

  private static boolean reads(Expr expression, Var var) {
    return Exprs.any(expression, new Expr.Local(var)::equals);
  }

  /** Of two ints of 32 bits. */
  private static Expr wrapped(BinaryOp op, Expr before, Expr part, Position position) {
    return new Expr.Unary(UnaryOp.INT_WRAP, Exprs.proven(op, before, part), true, position);
  }

  /** What a variable becomes when the result of the pieces is combined with what it was before. */
  static Stmt combined(Var var, Reduction reduction, Var pieces, Position position) {
    Expr before = new Expr.Local(var);
    Expr part = new Expr.Local(pieces);
    Expr value =
        switch (reduction) {
          case INT_SUM -> new Expr.Binary(BinaryOp.INT_ADD, before, part, true, position);
          case INT_PRODUCT -> new Expr.Binary(BinaryOp.INT_MUL, before, part, true, position);
          case WRAP_SUM -> new Expr.Binary(BinaryOp.WRAP_ADD, before, part, true, position);
          case WRAP_PRODUCT -> new Expr.Binary(BinaryOp.WRAP_MUL, before, part, true, position);
          case WRAP_INT_SUM -> wrapped(BinaryOp.INT_ADD, before, part, position);
          case WRAP_INT_PRODUCT -> wrapped(BinaryOp.INT_MUL, before, part, position);
          case INT_AND -> Exprs.proven(BinaryOp.INT_AND, before, part);
          case INT_OR -> Exprs.proven(BinaryOp.INT_OR, before, part);
          case INT_XOR -> Exprs.proven(BinaryOp.INT_XOR, before, part);
          case INT_MIN -> new Expr.Call(Intrinsic.MIN, List.of(before, part), position);
          case INT_MAX -> new Expr.Call(Intrinsic.MAX, List.of(before, part), position);
          case FLOAT_SUM -> Exprs.proven(BinaryOp.FLOAT_ADD, before, part);
          case FLOAT_PRODUCT -> Exprs.proven(BinaryOp.FLOAT_MUL, before, part);
          case FLOAT_MIN ->
              new Expr.Select(Exprs.proven(BinaryOp.FLOAT_LT, part, before), part, before);
          case FLOAT_MAX ->
              new Expr.Select(Exprs.proven(BinaryOp.FLOAT_GT, part, before), part, before);
        };
    if (value.type() != var.type() || var.type() == ScalarType.BOOL) {
      throw new IllegalStateException(reduction + " of " + var);
    }
    return new Stmt.Assign(var, value);
  }
}
