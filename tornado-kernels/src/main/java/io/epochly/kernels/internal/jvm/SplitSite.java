package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.SplitReport.Choice;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A loop that may run in pieces, and what is known of its runs. */
final class SplitSite {
  /** What a piece is to take at least, of what a step is thought to take. */
  private static final long LEAST_PIECE_NANOS = 5_000;

  /** Has all loops run in as many pieces as can be, which no program needs but tests. */
  private static final boolean ALWAYS = Boolean.getBoolean("epochly.kernels.splitAlways");

  /** Has every second run of a loop go from its last piece to its first, for the same tests. */
  private static final boolean BACKWARDS = Boolean.getBoolean("epochly.kernels.splitBackwards");

  /** Pieces whose results are combined in an order that counts. */
  private static final long MOST_FIXED_PIECES = 16 * Reduction.GROUP;

  /** The same where they have lists of their own. */
  private static final long MOST_FIXED_LIST_PIECES = 16;

  /** Steps that such a piece takes at least, unless it is the last one. */
  private static final long LEAST_FIXED_STEPS = 2048;

  /** Pieces for each core of a loop whose pieces have lists of their own. */
  private static final long LIST_PIECES = 2;

  private final Position position;
  private final Combination combination;
  private final boolean fixed;

  private final SplitCosts costs;
  private final AtomicInteger runs = new AtomicInteger();

  private SplitSite(Stmt.Split split, SplitCosts.Trial together) {
    this.position = split.position();
    this.costs = new SplitCosts(together);
    this.combination = Combination.of(split);
    this.fixed = !split.reductions().stream().allMatch(Reduction::isExact);
  }

  /** A place where a loop runs whole that would have been split. */
  record Whole(Stmt.KeptWhole statement, LongAdder count) {
    SplitReport report() {
      return new SplitReport(
          statement.position(),
          0,
          0,
          Double.NaN,
          Double.NaN,
          Choice.NONE,
          false,
          Map.of(statement.why(), count.sum()));
    }
  }

  /** Those of a kernel, in the order in which code is written for them. */
  record All(List<SplitSite> splits, List<Whole> wholes) {
    static final All NONE = new All(List.of(), List.of());

    /** What is known of them; nothing of places that were never reached. */
    List<SplitReport> reports() {
      List<SplitReport> reports = new ArrayList<>();
      splits.forEach(site -> reports.add(site.report()));
      wholes.stream()
          .filter(whole -> whole.count().sum() > 0)
          .forEach(whole -> reports.add(whole.report()));
      return reports;
    }
  }

  static All of(Kernel kernel) {
    List<SplitSite> splits = new ArrayList<>();
    List<Whole> wholes = new ArrayList<>();
    SplitCosts.Trial together = new SplitCosts.Trial();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.Split s -> splits.add(new SplitSite(s, together));
          case Stmt.KeptWhole s -> wholes.add(new Whole(s, new LongAdder()));
          default -> {}
        }
      }
    }.walk(kernel.body());
    return new All(List.copyOf(splits), List.copyOf(wholes));
  }

  SplitReport report() {
    return new SplitReport(
        position,
        costs.onOne(),
        costs.onSeveral(),
        costs.nanosOnOne(),
        costs.nanosOnSeveral(),
        costs.last(),
        costs.lastOnSeveral(),
        Map.of());
  }

  /** Runs a loop of about so many steps. */
  Object @Nullable [] run(Pieces pieces, Cores cores, long work, Poll poll) {
    if (cores.count() == 1) {
      return fixed
          ? combined(new SplitRun(pieces, 1, fixed(pieces.trips(), work), true).run(cores, poll))
          : pieces.run(0, pieces.trips(), poll);
    }
    boolean several = ALWAYS || costs.pays(work);
    long start = System.nanoTime();
    Object @Nullable [] result;
    if (fixed) {
      int used = several ? cores.count() : 1;
      long piece = fixed(pieces.trips(), work);
      result = combined(new SplitRun(pieces, used, piece, true).run(cores, poll));
    } else if (BACKWARDS && runs.getAndIncrement() % 2 == 0) {
      result = combined(backwards(pieces, leastPiece(pieces, work, cores.count()), poll));
    } else if (several) {
      long least = leastPiece(pieces, work, cores.count());
      result = combined(new SplitRun(pieces, cores.count(), least, false).run(cores, poll));
    } else {
      result = pieces.run(0, pieces.trips(), poll);
    }
    costs.learn(several, System.nanoTime() - start, work);
    return result;
  }

  /** From the last piece to the first, for tests: what a piece does for another shows each time. */
  private static List<SplitRun.Result> backwards(Pieces pieces, long least, Poll poll) {
    List<SplitRun.Result> results = new ArrayList<>();
    for (long end = pieces.trips(); end > 0; end -= least) {
      long first = Math.max(0, end - least);
      Object @Nullable [] values = pieces.run(first, end, poll);
      if (values != null) {
        results.addFirst(new SplitRun.Result(first, values));
      }
    }
    return results;
  }

  private long fixed(long trips, long work) {
    long least = combination.hasLists() ? Math.ceilDiv(trips, MOST_FIXED_LIST_PIECES) : 1;
    return Math.max(least, fixedPiece(trips, work));
  }

  /** Iterations of a piece where it counts how the loop is cut. */
  static long fixedPiece(long trips, long work) {
    long least = Math.ceilDiv(LEAST_FIXED_STEPS, Math.max(1, work / trips));
    return Math.max(least, Math.ceilDiv(trips, MOST_FIXED_PIECES));
  }

  private long leastPiece(Pieces pieces, long work, int cores) {
    // A piece's lists are made, and added to the others, however few iterations it has.
    long forLists = combination.hasLists() ? Math.ceilDiv(pieces.trips(), LIST_PIECES * cores) : 1;
    if (ALWAYS) {
      return forLists;
    }
    double ofTrip = Math.max(costs.perStep() * work / pieces.trips(), 1e-3);
    return Math.max(forLists, (long) (LEAST_PIECE_NANOS / ofTrip));
  }

  private Object @Nullable [] combined(List<SplitRun.Result> results) {
    return combination.isEmpty()
        ? null
        : combination.ofPieces(results.stream().map(SplitRun.Result::values).toList());
  }
}
