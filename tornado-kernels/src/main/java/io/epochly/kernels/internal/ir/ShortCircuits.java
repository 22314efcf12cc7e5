package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Optional;

/**
 * Makes {@code v = (v ? e : false)} of {@code t = v; v = (t ? e : t)}, which is how {@code v = v
 * and e} is written, {@code v = e & v} of {@code v = (t ? v : t)}, which is {@code v = t and v},
 * and the like of {@code or}: {@link Reductions} knows these forms.
 */
final class ShortCircuits {
  private ShortCircuits() {}

  static Kernel apply(Kernel kernel) {
    return Peephole.apply(
        Peephole.apply(kernel, 2, ShortCircuits::ownFirst), 1, ShortCircuits::ownLast);
  }

  private static Optional<Peephole.Match> ownFirst(List<Stmt> two) {
    if (!(two.getFirst() instanceof Stmt.Assign(Var copy, Expr.Local(Var var)))
        || !(two.getLast() instanceof Stmt.Assign(Var assigned, Expr.Select choice))
        || !assigned.equals(var)
        || copy.equals(var)
        || var.type() != ScalarType.BOOL
        || !choice.condition().equals(new Expr.Local(copy))) {
      return Optional.empty();
    }
    Expr self = new Expr.Local(var);
    Expr.Select result;
    if (choice.otherwise().equals(new Expr.Local(copy))) {
      result = new Expr.Select(self, choice.then(), new Expr.BoolConst(false));
    } else if (choice.then().equals(new Expr.Local(copy))) {
      result = new Expr.Select(self, new Expr.BoolConst(true), choice.otherwise());
    } else {
      return Optional.empty();
    }
    return Optional.of(
        new Peephole.Match(List.of(copy, copy), List.of(new Stmt.Assign(var, result))));
  }

  private static Optional<Peephole.Match> ownLast(List<Stmt> one) {
    if (!(one.getFirst() instanceof Stmt.Assign(Var var, Expr.Select choice))
        || var.type() != ScalarType.BOOL
        || !(choice.condition() instanceof Expr.Local condition)
        || condition.var().equals(var)) {
      return Optional.empty();
    }
    boolean and = choice.otherwise().equals(condition);
    if (!and && !choice.then().equals(condition)) {
      return Optional.empty();
    }
    Expr self = new Expr.Local(var);
    List<Var> between;
    switch (and ? choice.then() : choice.otherwise()) {
      case Expr.Local last when last.equals(self) -> between = List.of();
      case Expr.Sequence(List<Stmt> statements, Expr.Local(Var copy))
          when statements.equals(List.of(new Stmt.Assign(copy, self))) ->
          between = List.of(copy);
      default -> {
        return Optional.empty();
      }
    }
    Expr both = Exprs.proven(and ? BinaryOp.BOOL_AND : BinaryOp.BOOL_OR, condition, self);
    return Optional.of(new Peephole.Match(between, List.of(new Stmt.Assign(var, both))));
  }
}
