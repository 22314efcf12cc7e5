package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the least or greatest of ints without branches, which the JVM would keep, and looks at what
 * is late last: the others are compared while it is not there yet. Ints have one least value in
 * whatever order one looks at them; floats do not, and stay as they are.
 */
final class Extremes extends Transformer {
  /** Variables whose values are made of the one that is late. */
  private final Set<Var> late = new HashSet<>();

  private Extremes(Var var) {
    late.add(var);
  }

  /** The body of a loop that waits for the variable. */
  static List<Stmt> lateLast(List<Stmt> body, Var var) {
    return new Extremes(var).statements(body);
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      Stmt next = statement(statement);
      Optional<Step> step = Step.of(next).filter(s -> !isLate(s.other()));
      int place = result.size();
      while (step.isPresent() && place > 0 && waits(result.get(place - 1), step.get())) {
        place--;
      }
      result.add(place, next);
    }
    return result;
  }

  @Override
  protected Stmt statement(Stmt statement) {
    Stmt result =
        statement instanceof Stmt.If s
            ? Reductions.extreme(s).flatMap(Extremes::choice).orElse(statement)
            : statement;
    result = super.statement(result);
    if (Exprs.any(result, this::isLateItself)) {
      late.addAll(Variables.assigned(List.of(result)));
    } else if (result instanceof Stmt.Assign(Var var, Expr _)) {
      late.remove(var);
    }
    return result;
  }

  private static Optional<Stmt> choice(Reductions.Extreme extreme) {
    Var var = extreme.assignment().var();
    Expr other = extreme.assignment().value();
    return function(extreme.reduction())
        .map(f -> new Stmt.Assign(var, call(f, new Expr.Local(var), other)));
  }

  private static Optional<Intrinsic> function(Reduction reduction) {
    return switch (reduction) {
      case INT_MIN -> Optional.of(Intrinsic.MIN);
      case INT_MAX -> Optional.of(Intrinsic.MAX);
      default -> Optional.empty();
    };
  }

  private static Expr.Call call(Intrinsic function, Expr one, Expr other) {
    return new Expr.Call(function, List.of(one, other), Position.NONE);
  }

  /** One of {@code x = min(x, e)}, or the same with the greatest. */
  private record Step(Var var, Expr.Call call, Expr other) {
    static Optional<Step> of(Stmt statement) {
      if (!(statement instanceof Stmt.Assign(Var var, Expr.Call call)) || !isExtreme(call)) {
        return Optional.empty();
      }
      Expr self = new Expr.Local(var);
      List<Expr> others = call.arguments().stream().filter(e -> !e.equals(self)).toList();
      return others.size() == 1 && Exprs.all(others.getFirst(), e -> !e.equals(self))
          ? Optional.of(new Step(var, call, others.getFirst()))
          : Optional.empty();
    }

    boolean isLike(Step step) {
      return var.equals(step.var) && call.function().equals(step.call.function());
    }
  }

  private static boolean isExtreme(Expr.Call call) {
    return call.function() == Intrinsic.MIN || call.function() == Intrinsic.MAX;
  }

  /** Whether a statement is a step of the same kind, with what is late. */
  private boolean waits(Stmt before, Step step) {
    return Step.of(before).filter(s -> s.isLike(step) && isLate(s.other())).isPresent();
  }

  private boolean isLateItself(Expr e) {
    return e instanceof Expr.Local(Var var) && late.contains(var);
  }

  private boolean isLate(Expr e) {
    return Exprs.any(e, this::isLateItself);
  }

  @Override
  protected Expr expression(Expr expression) {
    Expr result = super.expression(expression);
    if (result instanceof Expr.Select select) {
      result = choice(select).orElse(select);
    }
    return result instanceof Expr.Call call && isExtreme(call) ? ordered(call) : result;
  }

  /** {@code a if a < b else b}. */
  private static Optional<Expr> choice(Expr.Select e) {
    if (!(e.condition() instanceof Expr.Binary c)
        || e.type() != ScalarType.INT
        || Exprs.any(e, Expr.Sequence.class::isInstance)) {
      return Optional.empty();
    }
    boolean straight = Exprs.same(c.left(), e.then()) && Exprs.same(c.right(), e.otherwise());
    boolean crossed = Exprs.same(c.left(), e.otherwise()) && Exprs.same(c.right(), e.then());
    if (straight == crossed) {
      return Optional.empty();
    }
    return switch (c.op()) {
      case BinaryOp.INT_LT, BinaryOp.INT_LE ->
          Optional.of(call(straight ? Intrinsic.MIN : Intrinsic.MAX, e.then(), e.otherwise()));
      case BinaryOp.INT_GT, BinaryOp.INT_GE ->
          Optional.of(call(straight ? Intrinsic.MAX : Intrinsic.MIN, e.then(), e.otherwise()));
      default -> Optional.empty();
    };
  }

  /** The extreme of the same operands, those that are late behind the others. */
  private Expr ordered(Expr.Call call) {
    List<Expr> early = new ArrayList<>();
    List<Expr> behind = new ArrayList<>();
    collect(call, (Intrinsic) call.function(), early, behind);
    early.addAll(behind);
    return early.stream().reduce((a, b) -> call((Intrinsic) call.function(), a, b)).orElseThrow();
  }

  private void collect(Expr e, Intrinsic function, List<Expr> early, List<Expr> behind) {
    if (e instanceof Expr.Call call && call.function() == function) {
      call.arguments().forEach(argument -> collect(argument, function, early, behind));
    } else {
      (isLate(e) ? behind : early).add(e);
    }
  }
}
