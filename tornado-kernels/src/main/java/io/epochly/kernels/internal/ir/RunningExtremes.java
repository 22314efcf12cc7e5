package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes {@code v = (e < v ? e : v)} of {@code a = v; b = e; r = (b < a ? b : a); v = r}, which is
 * how {@code v = min(v, e)} is written, and the like of what is written the other way round: {@link
 * Reductions} knows the one form. Nothing else may read the variables between.
 */
final class RunningExtremes extends Transformer {
  private final Map<Var, Integer> used = new HashMap<>();
  private final Map<Var, Integer> reads;

  private RunningExtremes(Kernel kernel) {
    this.reads = Variables.reads(kernel.body());
    new Transformer() {
      @Override
      protected List<Stmt> statements(List<Stmt> statements) {
        for (int at = 3; at < statements.size(); at++) {
          update(statements, at)
              .ifPresent(
                  update -> {
                    used.merge(update.copy(), 2, Integer::sum);
                    used.merge(update.result(), 1, Integer::sum);
                  });
        }
        return super.statements(statements);
      }
    }.kernel(kernel);
  }

  static Kernel apply(Kernel kernel) {
    return new RunningExtremes(kernel).kernel(kernel);
  }

  /**
   * Four statements that keep the least or greatest.
   *
   * @param copy what has the variable's value before
   * @param other what assigns the value that it is compared with
   * @param result what has the least or greatest of both
   * @param whole the assignment that they amount to, behind that one
   */
  private record Update(Var copy, Stmt other, Var result, Stmt whole) {}

  /** Those that end at a place of a block. */
  private static Optional<Update> update(List<Stmt> block, int at) {
    if (!(block.get(at) instanceof Stmt.Assign(Var var, Expr.Local(Var result)))
        || !(block.get(at - 1) instanceof Stmt.Assign(Var chosen, Expr.Select choice))
        || !chosen.equals(result)
        || !(choice.then() instanceof Expr.Local(Var challenger))
        || !(choice.otherwise() instanceof Expr.Local(Var champion))) {
      return Optional.empty();
    }
    Expr self = new Expr.Local(var);
    for (int place : new int[] {at - 3, at - 2}) {
      Stmt other = block.get(2 * at - 5 - place);
      if (block.get(place) instanceof Stmt.Assign(Var copy, Expr value)
          && value.equals(self)
          && other instanceof Stmt.Assign(Var compared, Expr e)
          && !compared.equals(var)
          && !Exprs.any(e, Expr.Sequence.class::isInstance)
          && (challenger.equals(copy) && champion.equals(compared)
              || challenger.equals(compared) && champion.equals(copy))) {
        Stmt whole =
            new StripMining.Substitution(Map.of(copy, self)).of(new Stmt.Assign(var, choice));
        return Optional.of(new Update(copy, other, result, whole));
      }
    }
    return Optional.empty();
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : super.statements(statements)) {
      result.add(statement);
      int at = result.size() - 1;
      Optional<Update> update = at < 3 ? Optional.empty() : update(result, at);
      if (update.isPresent()
          && isReadHereOnly(update.get().copy())
          && isReadHereOnly(update.get().result())) {
        result.subList(at - 3, at + 1).clear();
        result.add(update.get().other());
        result.add(update.get().whole());
      }
    }
    return result;
  }

  private boolean isReadHereOnly(Var var) {
    // One that was not there before, made of what has been rewritten, is left.
    return used.containsKey(var) && used.get(var).equals(reads.get(var));
  }
}
