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
 * Makes an {@link Addition} of {@code t = a[i] + e; a[i] = t}, which is how {@code a[i] = a[i] + e}
 * is written, where nothing else reads the variable.
 */
final class StoredSums extends Transformer {
  private final Map<Var, Integer> stored = new HashMap<>();
  private final Map<Var, Integer> reads;

  private StoredSums(Kernel kernel) {
    this.reads = Variables.reads(kernel.body());
    new Transformer() {
      @Override
      protected List<Stmt> statements(List<Stmt> statements) {
        for (int i = 1; i < statements.size(); i++) {
          pair(statements.get(i - 1), statements.get(i))
              .ifPresent(pair -> stored.merge(pair.var(), 1, Integer::sum));
        }
        return super.statements(statements);
      }
    }.kernel(kernel);
  }

  static Kernel apply(Kernel kernel) {
    return new StoredSums(kernel).kernel(kernel);
  }

  /** A sum in a variable that the next statement stores. */
  private record Pair(Var var, Stmt.Store sum) {}

  private static Optional<Pair> pair(Stmt first, Stmt second) {
    if (first instanceof Stmt.Assign(Var var, Expr sum)
        && second instanceof Stmt.Store s
        && s.value().equals(new Expr.Local(var))) {
      Stmt.Store one = new Stmt.Store(s.array(), s.indices(), s.checks(), sum, s.position());
      return Addition.of(one).map(_ -> new Pair(var, one));
    }
    return Optional.empty();
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : super.statements(statements)) {
      Optional<Pair> pair = result.isEmpty() ? Optional.empty() : pair(result.getLast(), statement);
      if (pair.isPresent() && stored.get(pair.get().var()).equals(reads.get(pair.get().var()))) {
        result.removeLast();
        statement = pair.get().sum();
      }
      result.add(statement);
    }
    return result;
  }
}
