package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an {@link Addition} of {@code t = a[i] + e; a[i] = t}, which is how {@code a[i] = a[i] + e}
 * is written, and of what keeps the least or greatest in {@code a[i]}, where nothing else reads the
 * variables. Sums of floats are left: few loops may change their order.
 */
final class StoredSums {
  private StoredSums() {}

  static Kernel apply(Kernel kernel) {
    return Peephole.apply(
        Peephole.apply(kernel, 2, StoredSums::stored), 5, StoredSums::storedExtreme);
  }

  private static Optional<Peephole.Match> stored(List<Stmt> two) {
    if (two.getFirst() instanceof Stmt.Assign(Var var, Expr sum)
        && two.getLast() instanceof Stmt.Store s
        && s.value().equals(new Expr.Local(var))) {
      Stmt.Store one = new Stmt.Store(s.array(), s.indices(), s.checks(), sum, s.position());
      return Addition.of(one)
          .filter(addition -> addition.reduction().isExact())
          .map(_ -> new Peephole.Match(List.of(var), List.of(one)));
    }
    return Optional.empty();
  }

  /** {@code v = a[i]; w = e; r = (w < v ? w : v); t = r; a[i] = t}, the first two in any order. */
  private static Optional<Peephole.Match> storedExtreme(List<Stmt> five) {
    if (!(five.get(4) instanceof Stmt.Store s)
        || !(s.value() instanceof Expr.Local(Var stored))
        || !(five.get(3) instanceof Stmt.Assign(Var last, Expr.Local(Var result)))
        || !last.equals(stored)
        || !(five.get(2) instanceof Stmt.Assign(Var chosen, Expr.Select choice))
        || !chosen.equals(result)) {
      return Optional.empty();
    }
    for (int place = 0; place < 2; place++) {
      if (five.get(place) instanceof Stmt.Assign(Var copy, Expr.Load load)
          && five.get(1 - place) instanceof Stmt.Assign(Var compared, Expr e)
          && !Exprs.any(
              e, inner -> inner instanceof Expr.Sequence || inner.equals(new Expr.Local(copy)))
          && !Exprs.any(load, new Expr.Local(compared)::equals)) {
        Stmt whole =
            new StripMining.Substitution(Map.of(copy, load))
                .of(new Stmt.Store(s.array(), s.indices(), s.checks(), choice, s.position()));
        if (whole instanceof Stmt.Store store && Addition.of(store).isPresent()) {
          return Optional.of(
              new Peephole.Match(
                  List.of(copy, copy, result, stored), List.of(five.get(1 - place), whole)));
        }
      }
    }
    return Optional.empty();
  }
}
