package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Check;
import io.epochly.kernels.LoopReport.Verdict;
import io.epochly.kernels.internal.ir.Ranges.Answer;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Clears checks inside counted loops. For each outermost one, {@link Ranges} tells which checks can
 * be proven, and what must hold before the loop for that; the loop then stands twice, without those
 * checks under that condition and as it was otherwise. What still cannot be proven is tried again
 * for the loops inside, whose bounds are known more closely where they start.
 *
 * <p>Rows of a list of lists may have different lengths, but seldom have: where that clears more
 * checks, the loop stands for indices below the least of these lengths. For others it may stand
 * once more, without the checks that could be cleared whatever these lengths.
 */
public final class LoopVersions {
  private LoopVersions(boolean ragged) {
    this.ragged = ragged;
  }

  /** A kernel with fewer checks, and what is to be told of its loops. */
  public record Versioned(Kernel kernel, List<LoopReport> loops) {}

  /** Whether loops stand once more for rows of different lengths. */
  private final boolean ragged;

  /**
   * The kernel with fewer checks; it does the same.
   *
   * @param ragged whether loops stand once more for rows of different lengths
   */
  public static Versioned apply(Kernel kernel, boolean ragged) {
    CheckSites sites = CheckSites.of(kernel);
    Cursor cursor = new Cursor(sites.sites());
    LoopVersions versions = new LoopVersions(ragged);
    boolean rows =
        kernel.params().stream().anyMatch(p -> p instanceof ArrayParam a && a.type().hasRows());
    return new Versioned(
        kernel.mapBodies(body -> versions.statements(body, cursor, rows)), sites.reports());
  }

  /** Goes through the places of checks in step with the statements that they lie in. */
  private static final class Cursor {
    private final List<CheckSites.Site> sites;
    private int next;

    Cursor(List<CheckSites.Site> sites) {
      this.sites = sites;
    }

    CheckSites.Site next() {
      return sites.get(next++);
    }

    List<CheckSites.Site> take(int count) {
      next += count;
      return sites.subList(next - count, next);
    }
  }

  /**
   * @param rows whether loops stand for rows of one length
   */
  private List<Stmt> statements(List<Stmt> statements, Cursor sites, boolean rows) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.CountedLoop s ->
            result.addAll(loop(s, sites.take(CheckSites.count(List.of(s))), rows));
        case Stmt.If s -> {
          sites.take(CheckSites.count(s.condition()));
          result.add(
              new Stmt.If(
                  s.condition(),
                  statements(s.then(), sites, rows),
                  statements(s.otherwise(), sites, rows)));
        }
        case Stmt.While s -> {
          sites.take(CheckSites.count(s.condition()));
          result.add(
              new Stmt.While(
                  s.label(), s.condition(), statements(s.body(), sites, rows), s.position()));
        }
        case Stmt.Block s ->
            result.add(new Stmt.Block(s.label(), statements(s.body(), sites, rows)));
        default -> {
          sites.take(CheckSites.count(List.of(statement)));
          result.add(statement);
        }
      }
    }
    return result;
  }

  private List<Stmt> loop(Stmt.CountedLoop loop, List<CheckSites.Site> sites, boolean rows) {
    Stmt.CountedLoop byCounters = Copies.propagate(loop);
    Version any = new Version(loop, byCounters, sites, false);
    Version even = rows ? new Version(loop, byCounters, sites, true) : any;
    if (even.remover.cleared == any.remover.cleared) {
      return any.or(List.of(loop), rows);
    }
    List<Optional<Verdict>> told = sites.stream().map(CheckSites.Site::verdict).toList();
    List<Stmt> otherwise = ragged ? any.or(List.of(loop), false) : List.of(loop);
    for (int i = 0; i < told.size(); i++) {
      told.get(i).ifPresent(sites.get(i)::set);
    }
    return even.or(otherwise, true);
  }

  /** A loop without the checks that can be cleared. */
  private final class Version {
    private final Stmt.CountedLoop loop;
    private final List<CheckSites.Site> ofBody;
    private final Ranges ranges;
    private final CheckRemover remover;
    private final Stmt.CountedLoop fast;

    /**
     * @param byCounters the same loop, reading counters
     * @param even whether rows are asked for the least of their lengths
     */
    Version(
        Stmt.CountedLoop loop,
        Stmt.CountedLoop byCounters,
        List<CheckSites.Site> sites,
        boolean even) {
      this.loop = loop;
      this.ofBody = sites.subList(sites.size() - CheckSites.count(loop.body()), sites.size());
      this.ranges = new Ranges(byCounters);
      this.remover = new CheckRemover(ranges, byCounters, new Cursor(sites), even);
      this.fast = remover.loop(byCounters);
    }

    /**
     * This version where its conditions hold, and something else otherwise.
     *
     * @param rows whether the loops inside may stand for rows of one length
     */
    List<Stmt> or(List<Stmt> otherwise, boolean rows) {
      Stmt.CountedLoop version = remover.removed == 0 ? loop : fast;
      version = version.withBody(statements(version.body(), new Cursor(ofBody), rows));
      if (remover.removed == 0 || ranges.conditions().isEmpty()) {
        return List.of(version);
      }
      List<Stmt> result = new ArrayList<>(ranges.preheader());
      Expr condition = Exprs.all(List.copyOf(ranges.conditions()));
      result.add(new Stmt.If(condition, List.of(version), otherwise));
      return result;
    }
  }

  /** Copies a loop, asking the ranges at each check whether it can go. */
  private static final class CheckRemover extends Transformer {
    private final Ranges ranges;
    private final Position before;
    private final Cursor sites;
    private final Set<Var> indexing;

    /** Whether rows are asked for the least of their lengths. */
    private final boolean even;

    private boolean inIndex;
    private int removed;

    /** How many of those that are removed leave nothing to check at their place. */
    private int cleared;

    CheckRemover(Ranges ranges, Stmt.CountedLoop loop, Cursor sites, boolean even) {
      this.ranges = ranges;
      this.before = loop.position();
      this.indexing = Indexing.variables(loop);
      this.sites = sites;
      this.even = even;
    }

    /** The next place, which must be one of a check of this kind. */
    private <C extends Check> CheckSites.Site site(Class<C> kind) {
      CheckSites.Site site = sites.next();
      if (!kind.isInstance(site.check)) {
        throw new IllegalStateException("a " + kind.getSimpleName() + " at " + site.check);
      }
      return site;
    }

    /** Notes the answer; whether it is yes. */
    private boolean proven(CheckSites.Site site, Answer answer) {
      return switch (answer) {
        case Answer.Proven(boolean conditional) -> {
          site.set(new Verdict.Proven(before, conditional));
          removed++;
          cleared++;
          yield true;
        }
        case Answer.Unproven(LoopReport.Obstacle obstacle) -> {
          site.set(new Verdict.Kept(obstacle));
          yield false;
        }
      };
    }

    @Override
    protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
      CheckSites.Site site = site(Check.Counter.class);
      boolean narrow = s.narrow() || proven(site, ranges.isNarrow(s));
      List<Expr> bounds = indices(List.of(s.start(), s.stop(), s.step()));
      ranges.enter(s);
      List<Stmt> body = statements(s.body());
      ranges.leave();
      return new Stmt.CountedLoop(
          s.label(),
          s.counter(),
          bounds.get(0),
          bounds.get(1),
          bounds.get(2),
          body,
          narrow,
          s.position());
    }

    /** Copies what becomes an index, or decides how often a loop runs. */
    private List<Expr> indices(List<Expr> expressions) {
      boolean around = inIndex;
      inIndex = true;
      List<Expr> result = expressions(expressions);
      inIndex = around;
      return result;
    }

    @Override
    protected Stmt statement(Stmt statement) {
      return switch (statement) {
        case Stmt.Store s -> {
          List<IndexCheck> checks = checks(s.array(), s.indices(), s.checks());
          yield new Stmt.Store(
              s.array(), indices(s.indices()), checks, expression(s.value()), s.position());
        }
        case Stmt.Assign s when indexing.contains(s.var()) ->
            new Stmt.Assign(s.var(), indices(List.of(s.value())).getFirst());
        case Stmt.AssignArray s -> {
          s.checks().forEach(_ -> site(Check.Bounds.class));
          yield super.statement(s);
        }
        case Stmt.StoreRow s -> {
          s.checks().forEach(_ -> site(Check.Bounds.class));
          yield super.statement(s);
        }
        default -> super.statement(statement);
      };
    }

    @Override
    protected Expr expression(Expr expression) {
      return switch (expression) {
        case Expr.Unary e -> {
          boolean checked = stillChecked(e);
          yield new Expr.Unary(e.op(), expression(e.operand()), checked, e.position());
        }
        case Expr.Binary e -> {
          boolean checked = stillChecked(e);
          yield new Expr.Binary(
              e.op(), expression(e.left()), expression(e.right()), checked, e.position());
        }
        case Expr.Load e -> {
          List<IndexCheck> checks = checks(e.array(), e.indices(), e.checks());
          yield new Expr.Load(e.array(), indices(e.indices()), checks, e.position());
        }
        case Expr.Length e -> {
          List<IndexCheck> checks = checks(e.array(), e.indices(), e.checks());
          yield new Expr.Length(e.array(), indices(e.indices()), checks, e.position());
        }
        default -> super.expression(expression);
      };
    }

    private boolean stillChecked(Expr.Unary e) {
      return switch (e.op()) {
        case INT_WRAP -> wraps(e, e.checked());
        case INT_NEG, INT_ABS -> {
          CheckSites.Site site = site(Check.Overflow.class);
          yield e.checked() && !proven(site, ranges.fits(e));
        }
        default -> e.checked();
      };
    }

    private boolean stillChecked(Expr.Binary e) {
      return switch (e.op()) {
        case INT_ADD, INT_SUB, INT_MUL -> {
          CheckSites.Site site = site(Check.Overflow.class);
          yield e.checked() && !proven(site, ranges.fits(e));
        }
        case WRAP_ADD, WRAP_SUB, WRAP_MUL -> wraps(e, e.checked());
        case INT_FLOORDIV, INT_MOD, INT_QUOTIENT, INT_REMAINDER -> {
          CheckSites.Site site = site(Check.Divisor.class);
          yield e.checked() && !proven(site, ranges.positive(e.right()));
        }
        case INT_TRUEDIV,
            INT_POW,
            INT_SHL,
            INT_SHR,
            FLOAT_DIV,
            FLOAT_FLOORDIV,
            FLOAT_MOD,
            FLOAT_POW -> {
          site(Check.Other.class);
          yield e.checked();
        }
        default -> e.checked();
      };
    }

    /**
     * Whether an operation of Java's may lose bits. Where that matters to no index, as in a hash,
     * nothing is tested before the loop for it.
     */
    private boolean wraps(Expr e, boolean checked) {
      CheckSites.Site site = site(Check.Wrap.class);
      if (!checked) {
        return false;
      }
      if (ranges.isSurelyExact(e)) {
        removed++;
        return false;
      }
      return !(inIndex && proven(site, ranges.isExact(e)));
    }

    private List<IndexCheck> checks(ArrayRef array, List<Expr> indices, List<IndexCheck> checks) {
      List<IndexCheck> result = new ArrayList<>();
      for (int axis = 0; axis < checks.size(); axis++) {
        CheckSites.Site site = site(Check.Bounds.class);
        IndexCheck check = checks.get(axis);
        result.add(
            check == IndexCheck.NONE ? check : check(site, check, array, indices.get(axis), axis));
      }
      return result;
    }

    private IndexCheck check(
        CheckSites.Site site, IndexCheck check, ArrayRef array, Expr index, int axis) {
      Answer answer =
          axis == 0 || array.type().storage().isBuffer()
              ? ranges.inBounds(array, index, length(array, axis))
              : even && array instanceof ArrayParam param && array.type().hasRows()
                  ? ranges.inBounds(array, index, new Expr.LeastLength(param, axis))
                  : new Answer.Unproven(
                      new LoopReport.Obstacle(LoopReport.Cause.ROW_LENGTH, Optional.empty()));
      if (proven(site, answer)) {
        return IndexCheck.NONE;
      }
      boolean natural =
          (check == IndexCheck.WRAP || check == IndexCheck.RANGE) && ranges.isNatural(index);
      if (natural) {
        removed++;
      }
      if ((natural || check == IndexCheck.UPPER)
          && answer instanceof Answer.Unproven(LoopReport.Obstacle obstacle)) {
        site.set(new Verdict.NotNegative(obstacle));
        return IndexCheck.UPPER;
      }
      return check;
    }

    private static Expr length(ArrayRef array, int axis) {
      // Along any axis of a buffer the length is the same whatever the indices before it.
      List<Expr> zeros = Collections.nCopies(axis, new Expr.IntConst(0));
      return new Expr.Length(
          array, zeros, Collections.nCopies(axis, IndexCheck.NONE), Position.NONE);
    }
  }
}
