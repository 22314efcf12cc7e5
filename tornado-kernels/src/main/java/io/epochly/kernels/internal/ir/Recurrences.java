package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shortens the way from one iteration of a loop to the next one where that loads what this one has
 * stored: the element is handed on in a variable as well, which takes a fraction of the time of a
 * store and a load. {@link Extremes} then sees to what is done with it on the way.
 */
final class Recurrences extends Transformer {
  private Recurrences() {}

  static Kernel apply(Kernel kernel) {
    return kernel.mapBodies(new Recurrences()::statements);
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      Stmt inner = statement(statement);
      if (inner instanceof Stmt.CountedLoop loop && loop.narrow()) {
        result.addAll(rewritten(loop));
      } else {
        result.add(inner);
      }
    }
    return result;
  }

  private static List<Stmt> rewritten(Stmt.CountedLoop loop) {
    if (!(loop.step() instanceof Expr.IntConst(long step))
        || !isAtHand(loop.start())
        || !isAtHand(loop.stop())) {
      return List.of(loop);
    }
    Stores stores = new Stores(loop);
    for (int place = 0; place < loop.body().size(); place++) {
      if (loop.body().get(place) instanceof Stmt.Store store
          && isHandedOnWhole(store)
          && stores.isAlone(store)) {
        Optional<List<Stmt>> result = new HandedOn(loop, place, store, step).rewritten();
        if (result.isPresent()) {
          return result.get();
        }
      }
    }
    return List.of(loop);
  }

  /** Whether an expression may as well be evaluated twice. */
  private static boolean isAtHand(Expr e) {
    return e instanceof Expr.IntConst || e instanceof Expr.Local;
  }

  /** Whether an element, once stored, loads as the value that was stored. */
  private static boolean isHandedOnWhole(Stmt.Store store) {
    ArrayType type = store.array().type();
    // Of ints, what does not fit is refused unless the low bits are kept.
    return Total.holds(store)
        || type.element() == ScalarType.INT && type.store() != ArrayType.StoreRule.LOW_BITS;
  }

  /** What a loop stores into. */
  private static final class Stores extends Walker {
    private final List<Storage> storages = new ArrayList<>();
    private final Stmt.CountedLoop loop;
    private boolean simple = true;

    Stores(Stmt.CountedLoop loop) {
      this.loop = loop;
      walk(loop.body());
    }

    /** Whether nothing else that the loop does can store into an element of this one's list. */
    boolean isAlone(Stmt.Store store) {
      Storage own = store.array().type().storage();
      return simple
          && storages.stream().filter(s -> s == own || s.isBuffer() && own.isBuffer()).count() == 1;
    }

    @Override
    protected void enter(Stmt statement) {
      switch (statement) {
        case Stmt.Store s -> storages.add(s.array().type().storage());
        case Stmt.Continue s -> simple &= s.label() != loop.label();
        case Stmt.Assign _,
            Stmt.If _,
            Stmt.CountedLoop _,
            Stmt.While _,
            Stmt.Block _,
            Stmt.Break _,
            Stmt.Return _,
            Stmt.Bail _ -> {}
        default -> simple = false;
      }
    }
  }

  /** A loop in which what a store stores is loaded by the iteration after it. */
  private static final class HandedOn extends Transformer {
    private final Stmt.CountedLoop loop;
    private final int place;
    private final Stmt.Store store;
    private final long step;
    private final Set<Var> changing;
    private final Var element;
    private Optional<Expr.Load> first = Optional.empty();

    HandedOn(Stmt.CountedLoop loop, int place, Stmt.Store store, long step) {
      this.loop = loop;
      this.place = place;
      this.store = store;
      this.step = step;
      this.changing = Variables.assigned(loop.body());
      this.element =
          new Var(store.array().name() + ".before", store.array().type().storage().element());
    }

    Optional<List<Stmt>> rewritten() {
      List<Stmt> body = new ArrayList<>(statements(loop.body().subList(0, place)));
      Stmt.Store last = (Stmt.Store) statement(store);
      if (first.isEmpty()) {
        return Optional.empty();
      }
      body.add(new Stmt.Assign(element, last.value()));
      body.add(
          new Stmt.Store(
              last.array(),
              last.indices(),
              last.checks(),
              new Expr.Local(element),
              last.position()));
      body.addAll(loop.body().subList(place + 1, loop.body().size()));
      return Optional.of(
          List.of(
              new Stmt.Assign(element, zero()),
              new Stmt.If(runs(), List.of(new Stmt.Assign(element, beforeFirst())), List.of()),
              loop.withBody(Extremes.lateLast(body, element))));
    }

    private Expr zero() {
      return switch (element.type()) {
        case INT -> new Expr.IntConst(0);
        case FLOAT -> new Expr.FloatConst(0);
        case BOOL -> new Expr.BoolConst(false);
      };
    }

    private Expr runs() {
      return Exprs.proven(step > 0 ? BinaryOp.INT_LT : BinaryOp.INT_GT, loop.start(), loop.stop());
    }

    /** What the first iteration loads. */
    private Expr beforeFirst() {
      return new Transformer() {
        @Override
        protected Expr expression(Expr e) {
          return e.equals(new Expr.Local(loop.counter())) ? loop.start() : super.expression(e);
        }
      }.expression(first.orElseThrow());
    }

    @Override
    protected Expr expression(Expr expression) {
      if (expression instanceof Expr.Load load && isStoredBefore(load)) {
        if (first.isEmpty()) {
          first = Optional.of(load);
        }
        return new Expr.Local(element);
      }
      return super.expression(expression);
    }

    /** Whether an iteration loads what the one before it has stored. */
    private boolean isStoredBefore(Expr.Load load) {
      if (!load.array().equals(store.array()) || !Total.isTotalInAll(load)) {
        return false;
      }
      for (int axis = 0; axis < load.indices().size(); axis++) {
        Optional<Polynomial> stored = Polynomial.of(store.indices().get(axis));
        Optional<Polynomial> next = Polynomial.of(load.indices().get(axis)).flatMap(this::next);
        if (stored.isEmpty() || !stored.equals(next) || stored.get().readsAny(changing)) {
          return false;
        }
      }
      return true;
    }

    /** What an index is in the next iteration. */
    private Optional<Polynomial> next(Polynomial index) {
      return Polynomial.of(
              Exprs.proven(
                  BinaryOp.INT_ADD, new Expr.Local(loop.counter()), new Expr.IntConst(step)))
          .flatMap(counter -> index.with(Map.of(loop.counter(), counter)));
    }
  }
}
