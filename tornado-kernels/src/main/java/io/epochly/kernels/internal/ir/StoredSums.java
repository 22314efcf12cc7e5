package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Optional;

/**
 * Makes an {@link Addition} of {@code t = a[i] + e; a[i] = t}, which is how {@code a[i] = a[i] + e}
 * is written, where nothing else reads the variable.
 */
final class StoredSums {
  private StoredSums() {}

  static Kernel apply(Kernel kernel) {
    return Peephole.apply(kernel, 2, StoredSums::stored);
  }

  private static Optional<Peephole.Match> stored(List<Stmt> two) {
    if (two.getFirst() instanceof Stmt.Assign(Var var, Expr sum)
        && two.getLast() instanceof Stmt.Store s
        && s.value().equals(new Expr.Local(var))) {
      Stmt.Store one = new Stmt.Store(s.array(), s.indices(), s.checks(), sum, s.position());
      return Addition.of(one).map(_ -> new Peephole.Match(List.of(var), List.of(one)));
    }
    return Optional.empty();
  }
}
