package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes {@code v = (e < v ? e : v)} of {@code a = v; b = e; r = (b < a ? b : a); v = r}, which is
 * how {@code v = min(v, e)} is written, and the like of what is written the other way round: {@link
 * Reductions} knows the one form. Nothing else may read the variables between.
 */
final class RunningExtremes {
  private RunningExtremes() {}

  static Kernel apply(Kernel kernel) {
    return Peephole.apply(kernel, 4, RunningExtremes::kept);
  }

  /** Four statements that keep the least or greatest. */
  private static Optional<Peephole.Match> kept(List<Stmt> four) {
    if (!(four.get(3) instanceof Stmt.Assign(Var var, Expr.Local(Var result)))
        || !(four.get(2) instanceof Stmt.Assign(Var chosen, Expr.Select choice))
        || !chosen.equals(result)
        || !(choice.then() instanceof Expr.Local(Var challenger))
        || !(choice.otherwise() instanceof Expr.Local(Var champion))) {
      return Optional.empty();
    }
    Expr self = new Expr.Local(var);
    for (int place = 0; place < 2; place++) {
      Stmt other = four.get(1 - place);
      if (four.get(place) instanceof Stmt.Assign(Var copy, Expr value)
          && value.equals(self)
          && other instanceof Stmt.Assign(Var compared, Expr e)
          && !compared.equals(var)
          && !Exprs.any(e, Expr.Sequence.class::isInstance)
          && (challenger.equals(copy) && champion.equals(compared)
              || challenger.equals(compared) && champion.equals(copy))) {
        Stmt whole =
            new StripMining.Substitution(Map.of(copy, self)).of(new Stmt.Assign(var, choice));
        return Optional.of(new Peephole.Match(List.of(copy, copy, result), List.of(other, whole)));
      }
    }
    return Optional.empty();
  }
}
