package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Clears checks inside counted loops. For each outermost one, {@link Ranges} tells which checks can
 * be proven, and what must hold before the loop for that; the loop then stands twice, without those
 * checks under that condition and as it was otherwise. What still cannot be proven is tried again
 * for the loops inside, whose bounds are known more closely where they start.
 */
public final class LoopVersions {
  private LoopVersions() {}

  /** The kernel with fewer checks; it does the same. */
  public static Kernel apply(Kernel kernel) {
    return new Kernel(kernel.name(), kernel.params(), new LoopVersions().statements(kernel.body()));
  }

  private List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.CountedLoop s -> result.addAll(loop(s));
        case Stmt.If s ->
            result.add(new Stmt.If(s.condition(), statements(s.then()), statements(s.otherwise())));
        case Stmt.While s ->
            result.add(
                new Stmt.While(s.label(), s.condition(), statements(s.body()), s.position()));
        case Stmt.Block s -> result.add(new Stmt.Block(s.label(), statements(s.body())));
        default -> result.add(statement);
      }
    }
    return result;
  }

  private List<Stmt> loop(Stmt.CountedLoop loop) {
    Ranges ranges = new Ranges(loop);
    CheckRemover remover = new CheckRemover(ranges);
    Stmt.CountedLoop fast = remover.loop(loop);
    if (remover.removed == 0) {
      return List.of(withBody(loop, statements(loop.body())));
    }
    fast = Copies.propagate(fast);
    fast = withBody(fast, statements(fast.body()));
    if (ranges.conditions().isEmpty()) {
      return List.of(fast);
    }
    Expr condition = new Expr.BoolConst(true);
    for (Expr next : List.copyOf(ranges.conditions()).reversed()) {
      condition =
          condition instanceof Expr.BoolConst
              ? next
              : new Expr.Select(next, condition, new Expr.BoolConst(false));
    }
    List<Stmt> result = new ArrayList<>(ranges.preheader());
    result.add(new Stmt.If(condition, List.of(fast), List.of(loop)));
    return result;
  }

  private static Stmt.CountedLoop withBody(Stmt.CountedLoop s, List<Stmt> body) {
    return new Stmt.CountedLoop(
        s.label(), s.counter(), s.start(), s.stop(), s.step(), body, s.narrow(), s.position());
  }

  /** Copies a loop, asking the ranges at each check whether it can go. */
  private static final class CheckRemover extends Transformer {
    private final Ranges ranges;
    private int removed;

    CheckRemover(Ranges ranges) {
      this.ranges = ranges;
    }

    @Override
    protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
      boolean narrow = s.narrow() || ranges.isNarrow(s);
      if (narrow && !s.narrow()) {
        removed++;
      }
      Stmt.CountedLoop copy = super.loop(s);
      return new Stmt.CountedLoop(
          copy.label(),
          copy.counter(),
          copy.start(),
          copy.stop(),
          copy.step(),
          copy.body(),
          narrow,
          copy.position());
    }

    @Override
    protected Stmt statement(Stmt statement) {
      return statement instanceof Stmt.Store s
          ? new Stmt.Store(
              s.array(),
              expressions(s.indices()),
              checks(s.array(), s.indices(), s.checks()),
              expression(s.value()),
              s.position())
          : super.statement(statement);
    }

    @Override
    protected Expr expression(Expr expression) {
      return switch (expression) {
        case Expr.Unary e when e.checked() && proven(e) ->
            new Expr.Unary(e.op(), expression(e.operand()), false, e.position());
        case Expr.Binary e when e.checked() && proven(e) ->
            new Expr.Binary(
                e.op(), expression(e.left()), expression(e.right()), false, e.position());
        case Expr.Load e ->
            new Expr.Load(
                e.array(),
                expressions(e.indices()),
                checks(e.array(), e.indices(), e.checks()),
                e.position());
        case Expr.Length e ->
            new Expr.Length(
                e.array(),
                expressions(e.indices()),
                checks(e.array(), e.indices(), e.checks()),
                e.position());
        default -> super.expression(expression);
      };
    }

    private boolean proven(Expr.Unary e) {
      return switch (e.op()) {
        case INT_NEG, INT_ABS -> count(ranges.fits(e));
        default -> false;
      };
    }

    private boolean proven(Expr.Binary e) {
      return switch (e.op()) {
        case INT_ADD, INT_SUB, INT_MUL -> count(ranges.fits(e));
        case INT_FLOORDIV, INT_MOD -> count(ranges.positive(e.right()));
        default -> false;
      };
    }

    private boolean count(boolean proven) {
      if (proven) {
        removed++;
      }
      return proven;
    }

    private List<IndexCheck> checks(ArrayRef array, List<Expr> indices, List<IndexCheck> checks) {
      List<IndexCheck> result = new ArrayList<>();
      for (int axis = 0; axis < checks.size(); axis++) {
        IndexCheck check = checks.get(axis);
        Expr index = indices.get(axis);
        // How long an inner row is, is known only when it is reached.
        boolean row = axis > 0 && !array.type().storage().isBuffer();
        if (check == IndexCheck.NONE) {
          result.add(check);
        } else if (!row && count(ranges.inBounds(array, index, length(array, axis)))) {
          result.add(IndexCheck.NONE);
        } else if (check == IndexCheck.WRAP && count(ranges.isNatural(index))) {
          result.add(IndexCheck.UPPER);
        } else {
          result.add(check);
        }
      }
      return result;
    }

    private static Expr length(ArrayRef array, int axis) {
      // Along any axis of a buffer the length is the same whatever the indices before it.
      List<Expr> zeros = Collections.nCopies(axis, new Expr.IntConst(0));
      return new Expr.Length(
          array, zeros, Collections.nCopies(axis, IndexCheck.NONE), Position.NONE);
    }
  }
}
