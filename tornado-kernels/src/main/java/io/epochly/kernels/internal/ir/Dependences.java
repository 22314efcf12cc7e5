package io.epochly.kernels.internal.ir;

import io.epochly.kernels.internal.ir.StripMining.Unfit;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold for a loop's loads to run before the stores of the iterations before them: no load
 * reaches what another iteration stores.
 */
final class Dependences {
  private static final int MOST_GUARDS = 12;

  private final StripBody body;
  private final Set<Expr> guards = new LinkedHashSet<>();

  private Dependences(StripBody body) {
    this.body = body;
  }

  /**
   * What is left to be tested before the loop.
   *
   * @throws Unfit where a test would always fail, or too much is to be tested
   */
  static List<Expr> guards(StripBody body, Layout layout) {
    Dependences result = new Dependences(body);
    List<Stmt.Store> stores = new ArrayList<>();
    for (Stmt statement : layout.runs().getLast().statements()) {
      if (statement instanceof Stmt.Store s) {
        stores.add(s);
      }
    }
    result.early(layout.items(), layout.runs().getLast(), stores, true);
    if (result.guards.size() > MOST_GUARDS) {
      throw new Unfit();
    }
    return List.copyOf(result.guards);
  }

  /**
   * @param always whether what is here runs at least once
   */
  private void early(
      List<Layout.Item> items, Layout.Item.Run last, List<Stmt.Store> stores, boolean always) {
    for (Layout.Item item : items) {
      switch (item) {
        case Layout.Item.Run run when run != last ->
            run.statements().forEach(s -> stores.forEach(store -> loads(s, store, always)));
        case Layout.Item.Inner(_, List<Layout.Item> inner) -> early(inner, last, stores, false);
        case Layout.Item.Run _, Layout.Item.Function _ -> {}
      }
    }
  }

  private void loads(Stmt statement, Stmt.Store store, boolean always) {
    boolean conditional = !always || Exprs.any(statement, Expr.Select.class::isInstance);
    new Walker() {
      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Load load) {
          independent(load, store, conditional);
        }
      }
    }.walk(statement);
  }

  private void independent(Expr.Load load, Stmt.Store store, boolean conditional) {
    ArrayRef read = load.array();
    ArrayRef written = store.array();
    boolean buffers = read.type().storage().isBuffer() && written.type().storage().isBuffer();
    if (!buffers && read.type().storage() != written.type().storage()) {
      return;
    }
    if (read.equals(written) && isOwnElement(load, store)) {
      return;
    }
    List<Expr> row = row(store.indices(), store.checks()).orElseThrow(Unfit::new);
    if (row.size() != store.indices().size() - 1) {
      throw new Unfit();
    }
    List<Expr> other =
        conditional || buffers ? List.of() : row(load.indices(), load.checks()).orElse(List.of());
    if (read.equals(written) && (other.size() != row.size() || other.equals(row))) {
      throw new Unfit();
    }
    guards.add(new Expr.Disjoint(written, row, read, other));
  }

  /**
   * Whether an iteration reads only what it stores itself. One index is the same in both places
   * only if nothing in it changes between them.
   */
  private boolean isOwnElement(Expr.Load load, Stmt.Store store) {
    Set<Var> others = new HashSet<>(body.changing);
    others.remove(body.loop.counter());
    for (int axis = 0; axis < load.indices().size(); axis++) {
      Optional<Polynomial> read = Polynomial.of(load.indices().get(axis));
      Optional<Polynomial> written = Polynomial.of(store.indices().get(axis));
      if (read.isEmpty()
          || written.isEmpty()
          || !read.get().equals(written.get())
          || written.get().readsAny(others)) {
        return false;
      }
    }
    return Polynomial.of(store.indices().getLast())
        .filter(last -> last.isUnitIn(body.loop.counter()))
        .isPresent();
  }

  /** The indices but the last, if they are the same for all lanes and known before the loop. */
  private Optional<List<Expr>> row(List<Expr> indices, List<IndexCheck> checks) {
    List<Expr> row = indices.subList(0, indices.size() - 1);
    for (Expr index : row) {
      boolean known =
          Exprs.all(
              index,
              e ->
                  switch (e) {
                    case Expr.IntConst _ -> true;
                    case Expr.Local(Var var) -> !body.changing.contains(var);
                    case Expr.Binary _ -> Total.isTotal(e);
                    default -> false;
                  });
      if (!known) {
        return Optional.empty();
      }
    }
    return Total.areProven(checks.subList(0, row.size())) ? Optional.of(row) : Optional.empty();
  }
}
