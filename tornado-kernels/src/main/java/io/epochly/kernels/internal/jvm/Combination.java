package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/**
 * What the results of a loop's pieces become.
 *
 * @param numbers how many of them are numbers; behind these are lists, combined element by element
 */
record Combination(List<Reduction> reductions, int numbers) {
  static Combination of(Stmt.Split split) {
    return new Combination(split.reductions(), split.results().size());
  }

  boolean hasLists() {
    return numbers < reductions.size();
  }

  boolean isEmpty() {
    return reductions.isEmpty();
  }

  /**
   * What the results of pieces combine to, in the order that {@link Reduction} tells.
   *
   * @throws ArithmeticException where a sum or product leaves 64 bits
   */
  Object[] ofPieces(List<Object[]> pieces) {
    List<Object[]> groups = new ArrayList<>();
    for (int first = 0; first < pieces.size(); first += Reduction.GROUP) {
      int end = Math.min(first + Reduction.GROUP, pieces.size());
      groups.add(inPairs(pieces.subList(first, end)));
    }
    return oneByOne(groups);
  }

  private Object[] inPairs(List<Object[]> group) {
    List<Object[]> level = group;
    while (level.size() > 1) {
      List<Object[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(oneByOne(level.subList(i, Math.min(i + 2, level.size()))));
      }
      level = next;
    }
    return level.getFirst();
  }

  /** What results combine to, each with what those before it do. */
  Object[] oneByOne(List<Object[]> results) {
    Object[] all = results.getFirst().clone();
    for (Object[] next : results.subList(1, results.size())) {
      for (int i = 0; i < numbers; i++) {
        all[i] = combined(reductions.get(i), all[i], next[i]);
      }
      for (int i = numbers; i < all.length; i++) {
        combine(reductions.get(i), next[i], all[i]);
      }
    }
    return all;
  }

  /** Combines a list with one of the same length before it, which is nobody else's. */
  private static void combine(Reduction reduction, Object next, Object before) {
    if (before instanceof Lists.Doubles doubles) {
      double[] all = doubles.items;
      double[] more = ((Lists.Doubles) next).items;
      for (int i = 0; i < doubles.size; i++) {
        all[i] = combined(reduction, all[i], more[i]);
      }
      return;
    }
    Lists.Longs longs = (Lists.Longs) before;
    long[] all = longs.items;
    long[] more = ((Lists.Longs) next).items;
    for (int i = 0; i < longs.size; i++) {
      all[i] = combined(reduction, all[i], more[i]);
    }
  }

  private static Object combined(Reduction reduction, Object one, Object next) {
    // No conditional expression, which would make a double of the int.
    if (reduction.type() == ScalarType.FLOAT) {
      return combined(reduction, (double) one, (double) next);
    }
    if (reduction.type() == ScalarType.BOOL) {
      return combined(reduction, (boolean) one, (boolean) next);
    }
    return combined(reduction, (long) one, (long) next);
  }

  private static boolean combined(Reduction reduction, boolean a, boolean b) {
    return switch (reduction) {
      case BOOL_AND -> a & b;
      case BOOL_OR -> a | b;
      case BOOL_XOR -> a ^ b;
      default -> throw new IllegalArgumentException(reduction + " of booleans");
    };
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
      case FLOAT_LAST_MIN -> a < b || Double.isNaN(a) ? a : b;
      case FLOAT_LAST_MAX -> a > b || Double.isNaN(a) ? a : b;
      default -> throw new IllegalArgumentException(reduction + " of floats");
    };
  }
}
