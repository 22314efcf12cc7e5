package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loop that may run in pieces, and what is known of its runs. */
final class SplitSite {
  /** What a piece is to take at least, of what a step is thought to take. */
  private static final long LEAST_PIECE_NANOS = 5_000;

  /** Has all loops run in as many pieces as can be, which no program needs but tests. */
  private static final boolean ALWAYS = Boolean.getBoolean("epochly.kernels.splitAlways");

  /** Pieces whose results are combined in an order that counts. */
  private static final long MOST_FIXED_PIECES = 16 * Reduction.GROUP;

  /** Steps that such a piece takes at least, unless it is the last one. */
  private static final long LEAST_FIXED_STEPS = 2048;

  private final Position position;
  private final List<Reduction> reductions;
  private final boolean fixed;

  private final SplitCosts costs = new SplitCosts();

  private SplitSite(Stmt.Split split) {
    this.position = split.position();
    this.reductions = split.reductions();
    this.fixed = !reductions.stream().allMatch(Reduction::isExact);
  }

  /** Those of a kernel, in the order in which code is written for them. */
  static List<SplitSite> of(Kernel kernel) {
    List<SplitSite> result = new ArrayList<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Split split) {
          result.add(new SplitSite(split));
        }
      }
    }.walk(kernel.body());
    return List.copyOf(result);
  }

  SplitReport report() {
    return new SplitReport(
        position, costs.onOne(), costs.onSeveral(), costs.nanosOnOne(), costs.nanosOnSeveral());
  }

  /** Runs a loop of about so many steps. */
  Object @Nullable [] run(Pieces pieces, Cores cores, long work, Poll poll) {
    if (cores.count() == 1) {
      return fixed
          ? combined(
              new SplitRun(pieces, 1, fixedPiece(pieces.trips(), work), true).run(cores, poll))
          : pieces.run(0, pieces.trips(), poll);
    }
    boolean several = ALWAYS || costs.pays(work);
    long start = System.nanoTime();
    Object @Nullable [] result;
    if (fixed) {
      int used = several ? cores.count() : 1;
      long piece = fixedPiece(pieces.trips(), work);
      result = combined(new SplitRun(pieces, used, piece, true).run(cores, poll));
    } else if (several) {
      long least = leastPiece(pieces, work);
      result = combined(new SplitRun(pieces, cores.count(), least, false).run(cores, poll));
    } else {
      result = pieces.run(0, pieces.trips(), poll);
    }
    costs.learn(several, System.nanoTime() - start, work);
    return result;
  }

  /** Iterations of a piece where it counts how the loop is cut. */
  static long fixedPiece(long trips, long work) {
    long least = LEAST_FIXED_STEPS / Math.max(1, work / trips);
    return Math.max(Math.max(1, least), Math.ceilDiv(trips, MOST_FIXED_PIECES));
  }

  private long leastPiece(Pieces pieces, long work) {
    if (ALWAYS) {
      return 1;
    }
    double ofTrip = Math.max(costs.perStep() * work / pieces.trips(), 1e-3);
    return Math.max(1, (long) (LEAST_PIECE_NANOS / ofTrip));
  }

  private Object @Nullable [] combined(List<SplitRun.Result> results) {
    if (reductions.isEmpty()) {
      return null;
    }
    return combined(reductions, results.stream().map(SplitRun.Result::values).toList());
  }

  /** What the results of pieces combine to, in the order that {@link Reduction} tells. */
  private static Object[] combined(List<Reduction> reductions, List<Object[]> pieces) {
    List<Object[]> groups = new ArrayList<>();
    for (int first = 0; first < pieces.size(); first += Reduction.GROUP) {
      int end = Math.min(first + Reduction.GROUP, pieces.size());
      groups.add(inPairs(reductions, pieces.subList(first, end)));
    }
    return oneByOne(reductions, groups);
  }

  private static Object[] inPairs(List<Reduction> reductions, List<Object[]> group) {
    List<Object[]> level = group;
    while (level.size() > 1) {
      List<Object[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(oneByOne(reductions, level.subList(i, Math.min(i + 2, level.size()))));
      }
      level = next;
    }
    return level.getFirst();
  }

  /** What results combine to, each with what those before it do. */
  static Object[] oneByOne(List<Reduction> reductions, List<Object[]> results) {
    Object[] all = results.getFirst().clone();
    for (Object[] next : results.subList(1, results.size())) {
      for (int i = 0; i < all.length; i++) {
        all[i] = combined(reductions.get(i), all[i], next[i]);
      }
    }
    return all;
  }

  private static Object combined(Reduction reduction, Object one, Object next) {
    // No conditional expression, which would make a double of the int.
    if (reduction.type() == ScalarType.FLOAT) {
      return combined(reduction, (double) one, (double) next);
    }
    return combined(reduction, (long) one, (long) next);
  }

  private static long combined(Reduction reduction, long a, long b) {
    return switch (reduction) {
      case INT_SUM -> Math.addExact(a, b);
      case INT_PRODUCT -> Math.multiplyExact(a, b);
      case WRAP_SUM -> a + b;
      case WRAP_PRODUCT -> a * b;
      case WRAP_INT_SUM -> (int) (a + b);
      case WRAP_INT_PRODUCT -> (int) (a * b);
      case INT_AND -> a & b;
      case INT_OR -> a | b;
      case INT_XOR -> a ^ b;
      case INT_MIN -> Math.min(a, b);
      case INT_MAX -> Math.max(a, b);
      default -> throw new IllegalArgumentException(reduction + " of ints");
    };
  }

  private static double combined(Reduction reduction, double a, double b) {
    return switch (reduction) {
      case FLOAT_SUM -> a + b;
      case FLOAT_PRODUCT -> a * b;
      case FLOAT_MIN -> b < a ? b : a;
      case FLOAT_MAX -> b > a ? b : a;
      default -> throw new IllegalArgumentException(reduction + " of floats");
    };
  }
}
