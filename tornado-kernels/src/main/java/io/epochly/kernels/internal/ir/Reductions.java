package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
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

  /**
   * How those of the variables are combined that are used for nothing else.
   *
   * @param wanted those whose values go on to the next iteration, or behind the loop
   */
  static Map<Var, Reduction> of(Stmt.CountedLoop loop, Set<Var> wanted) {
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
              note(s.var(), step(s).filter(_ -> mayRunInVain(loop, s, wanted, reads)), ownReads(s));
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
    for (Var var : wanted) {
      Optional<Reduction> reduction = found.getOrDefault(var, Optional.empty());
      if (reduction.isPresent() && expected.get(var).equals(reads.getOrDefault(var, 0))) {
        result.put(var, reduction.get());
      }
    }
    return result;
  }

  private static int ownReads(Stmt.Assign s) {
    return switch (s.value()) {
      case Expr.BoolConst _ -> 0;
      case Expr.Select e when e.type() != ScalarType.BOOL -> 2;
      default -> 1;
    };
  }

  /**
   * Whether what a boolean is combined with may be computed where it was not, as the iterations
   * that decided the boolean are those of another piece: it ends, does not bail out, and leaves
   * nothing. In any order, it might as well have been the first one.
   */
  private static boolean mayRunInVain(
      Stmt.CountedLoop loop, Stmt.Assign s, Set<Var> wanted, Map<Var, Integer> reads) {
    if (!(s.value() instanceof Expr.Select) || s.var().type() != ScalarType.BOOL) {
      return true;
    }
    List<Stmt> whole = List.of(s);
    boolean[] result = {true};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        result[0] &= statement instanceof Stmt.Assign || statement instanceof Stmt.If;
      }

      @Override
      protected void enter(Expr e) {
        result[0] &= loop.label().isInAnyOrder() || Total.isTotal(e);
      }
    }.walk(whole);
    Map<Var, Integer> ownReads = Variables.reads(whole);
    for (Var var : Variables.assigned(whole)) {
      result[0] &=
          var.equals(s.var())
              || !wanted.contains(var)
                  && reads.getOrDefault(var, 0).equals(ownReads.getOrDefault(var, 0));
    }
    return result[0];
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
          case INT_LT, INT_LE -> Optional.of(left ? Reduction.INT_MIN : Reduction.INT_MAX);
          case INT_GT, INT_GE -> Optional.of(left ? Reduction.INT_MAX : Reduction.INT_MIN);
          case FLOAT_LT -> Optional.of(left ? Reduction.FLOAT_MIN : Reduction.FLOAT_MAX);
          case FLOAT_GT -> Optional.of(left ? Reduction.FLOAT_MAX : Reduction.FLOAT_MIN);
          case FLOAT_LE -> Optional.of(left ? Reduction.FLOAT_LAST_MIN : Reduction.FLOAT_LAST_MAX);
          case FLOAT_GE -> Optional.of(left ? Reduction.FLOAT_LAST_MAX : Reduction.FLOAT_LAST_MIN);
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
          case BOOL_AND -> when(left || right, Reduction.BOOL_AND);
          case BOOL_OR -> when(left || right, Reduction.BOOL_OR);
          case BOOL_XOR -> when(left || right, Reduction.BOOL_XOR);
          default -> Optional.empty();
        };
      }
      case Expr.BoolConst(boolean value) ->
          Optional.of(value ? Reduction.BOOL_OR : Reduction.BOOL_AND);
      case Expr.Select e when e.type() == ScalarType.BOOL -> decided(s.var(), e);
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

  /** {@code x = (x ? e : false)}, which is {@code x and e}, and the like of {@code or}. */
  private static Optional<Reduction> decided(Var var, Expr.Select e) {
    Expr self = new Expr.Local(var);
    if (e.condition().equals(self)) {
      return e.otherwise().equals(new Expr.BoolConst(false))
          ? when(!reads(e.then(), var), Reduction.BOOL_AND)
          : when(
              e.then().equals(new Expr.BoolConst(true)) && !reads(e.otherwise(), var),
              Reduction.BOOL_OR);
    }
    return Optional.empty();
  }

  /**
   * {@code x = (e < x ? e : x)}, or the other way round. Then equal ints are the same; of equal
   * floats the last one stays, and a NaN does not.
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
                  case FLOAT_MIN -> Optional.of(Reduction.FLOAT_LAST_MAX);
                  case FLOAT_MAX -> Optional.of(Reduction.FLOAT_LAST_MIN);
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

  /** Whether a loop lets a NaN go that came before the last of the extremes. */
  static boolean isLast(Reduction reduction) {
    return reduction == Reduction.FLOAT_LAST_MIN || reduction == Reduction.FLOAT_LAST_MAX;
  }

  /**
   * A statement of a loop, in which a NaN stays that it would let go: {@code x = (x > e ? x : (x !=
   * x ? x : e))}.
   */
  static Stmt keepingNan(Stmt statement, Map<Var, Reduction> reductions) {
    return new Transformer() {
      @Override
      protected Stmt statement(Stmt statement) {
        if (statement instanceof Stmt.Assign(Var var, Expr.Select e)
            && reductions.containsKey(var)
            && isLast(reductions.get(var))
            && e.then().equals(new Expr.Local(var))) {
          Expr self = e.then();
          Expr isNan = Exprs.proven(BinaryOp.FLOAT_NE, self, self);
          return new Stmt.Assign(
              var,
              new Expr.Select(e.condition(), self, new Expr.Select(isNan, self, e.otherwise())));
        }
        return super.statement(statement);
      }

      Stmt of(Stmt whole) {
        return statement(whole);
      }
    }.of(statement);
  }

  /** What a variable becomes when the result of the pieces is combined with what it was before. */
  static Stmt combined(Var var, Reduction reduction, Var pieces, Position position) {
    Expr value = combined(reduction, new Expr.Local(var), new Expr.Local(pieces), position);
    if (value.type() != var.type()) {
      throw new IllegalStateException(reduction + " of " + var);
    }
    return new Stmt.Assign(var, value);
  }

  /** What comes of a value and of that which the pieces give. */
  static Expr combined(Reduction reduction, Expr before, Expr part, Position position) {
    return switch (reduction) {
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
      case FLOAT_LAST_MIN ->
          new Expr.Select(Exprs.proven(BinaryOp.FLOAT_LE, part, before), part, before);
      case FLOAT_LAST_MAX ->
          new Expr.Select(Exprs.proven(BinaryOp.FLOAT_GE, part, before), part, before);
      case BOOL_AND -> Exprs.proven(BinaryOp.BOOL_AND, before, part);
      case BOOL_OR -> Exprs.proven(BinaryOp.BOOL_OR, before, part);
      case BOOL_XOR -> Exprs.proven(BinaryOp.BOOL_XOR, before, part);
    };
  }
}
