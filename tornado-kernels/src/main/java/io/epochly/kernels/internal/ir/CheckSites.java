package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Cause;
import io.epochly.kernels.LoopReport.Check;
import io.epochly.kernels.LoopReport.Obstacle;
import io.epochly.kernels.LoopReport.Verdict;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The places of a kernel where something is checked, in the order in which a {@link Walker} comes
 * by. Passes that only remove checks keep their number and order, which is how a place is found
 * again in a copy.
 */
final class CheckSites extends Walker {
  private final List<Site> sites = new ArrayList<>();
  private final List<Loop> loops = new ArrayList<>();
  private final Deque<Loop> around = new ArrayDeque<>();

  /** One place and what is known of its check so far. */
  static final class Site {
    final Check check;
    private final Position position;
    private Optional<Verdict> verdict;

    private Site(Check check, Position position, Optional<Verdict> verdict) {
      this.check = check;
      this.position = position;
      this.verdict = verdict;
    }

    Optional<Verdict> verdict() {
      return verdict;
    }

    void set(Verdict found) {
      verdict = Optional.of(found);
    }
  }

  private record Loop(Position position, boolean counted, List<Site> sites) {
    LoopReport report() {
      return new LoopReport(
          position,
          counted,
          sites.stream()
              .filter(site -> site.verdict.isPresent())
              .map(s -> new LoopReport.Finding(s.check, s.position, s.verdict.orElseThrow()))
              .toList(),
          Set.of(),
          Optional.empty());
    }
  }

  private CheckSites() {}

  /** All places of a kernel; a check that was not asked for has no verdict. */
  static CheckSites of(Kernel kernel) {
    CheckSites result = new CheckSites();
    result.walk(kernel);
    return result;
  }

  static int count(List<Stmt> statements) {
    CheckSites result = new CheckSites();
    result.walk(statements);
    return result.sites.size();
  }

  static int count(Expr expression) {
    CheckSites result = new CheckSites();
    result.walk(expression);
    return result.sites.size();
  }

  List<Site> sites() {
    return sites;
  }

  /** What has been found out about each loop, in the order of the kernel. */
  List<LoopReport> reports() {
    return loops.stream().map(Loop::report).toList();
  }

  /** What is to be told of a kernel that no check was removed from, for one reason. */
  static List<LoopReport> unproven(Kernel kernel, Cause cause) {
    CheckSites result = of(kernel);
    for (Site site : result.sites) {
      if (site.verdict.isPresent() && !isKept(site.verdict.get(), Cause.ALWAYS)) {
        site.set(new Verdict.Kept(new Obstacle(cause, Optional.empty())));
      }
    }
    return result.reports();
  }

  private static boolean isKept(Verdict verdict, Cause cause) {
    return verdict instanceof Verdict.Kept(Obstacle obstacle) && obstacle.cause() == cause;
  }

  @Override
  protected void enter(Stmt statement) {
    switch (statement) {
      case Stmt.CountedLoop s -> {
        begin(new Loop(s.position(), true, new ArrayList<>()));
        add(new Check.Counter(s.counter()), s.position(), !s.narrow());
      }
      case Stmt.While s -> begin(new Loop(s.position(), false, new ArrayList<>()));
      case Stmt.Store s ->
          indices(s.array(), s.indices(), s.checks(), s.position(), Cause.NOT_COUNTED);
      case Stmt.AssignArray s ->
          indices(s.value(), s.indices(), s.checks(), s.position(), Cause.ALWAYS);
      case Stmt.StoreRow s ->
          indices(s.array(), s.indices(), s.checks(), s.position(), Cause.ALWAYS);
      default -> {}
    }
  }

  private void begin(Loop loop) {
    loops.add(loop);
    around.push(loop);
  }

  @Override
  protected void leave(Stmt statement) {
    if (statement instanceof Stmt.CountedLoop || statement instanceof Stmt.While) {
      around.pop();
    }
  }

  @Override
  protected void enter(Expr expression) {
    switch (expression) {
      case Expr.Unary e -> {
        switch (e.op()) {
          case INT_WRAP -> add(new Check.Wrap(e), e.position(), false);
          case INT_NEG, INT_ABS -> add(new Check.Overflow(e), e.position(), e.checked());
          default -> {}
        }
      }
      case Expr.Binary e -> {
        switch (e.op()) {
          case INT_ADD, INT_SUB, INT_MUL -> add(new Check.Overflow(e), e.position(), e.checked());
          case WRAP_ADD, WRAP_SUB, WRAP_MUL -> add(new Check.Wrap(e), e.position(), false);
          case INT_FLOORDIV, INT_MOD, INT_QUOTIENT, INT_REMAINDER ->
              add(new Check.Divisor(e), e.position(), e.checked());
          case INT_TRUEDIV,
              INT_POW,
              INT_SHL,
              INT_SHR,
              FLOAT_DIV,
              FLOAT_FLOORDIV,
              FLOAT_MOD,
              FLOAT_POW ->
              add(new Check.Other(e), e.position(), e.checked());
          default -> {}
        }
      }
      case Expr.Load e ->
          indices(e.array(), e.indices(), e.checks(), e.position(), Cause.NOT_COUNTED);
      case Expr.Length e ->
          indices(e.array(), e.indices(), e.checks(), e.position(), Cause.NOT_COUNTED);
      default -> {}
    }
  }

  private void indices(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position, Cause why) {
    for (int axis = 0; axis < checks.size(); axis++) {
      boolean asked = checks.get(axis) != IndexCheck.NONE;
      add(new Check.Bounds(array, indices, axis), position, asked, why);
    }
  }

  private void add(Check check, Position position, boolean asked) {
    add(check, position, asked, check instanceof Check.Other ? Cause.ALWAYS : Cause.NOT_COUNTED);
  }

  /**
   * @param why what is told of the check if no pass finds out about it
   */
  private void add(Check check, Position position, boolean asked, Cause why) {
    Optional<Verdict> verdict =
        asked
            ? Optional.of(new Verdict.Kept(new Obstacle(why, Optional.empty())))
            : Optional.empty();
    Site site = new Site(check, position, verdict);
    sites.add(site);
    if (!around.isEmpty()) {
      around.peek().sites().add(site);
    }
  }
}
