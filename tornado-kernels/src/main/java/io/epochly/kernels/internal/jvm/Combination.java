package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import java.util.ArrayList;
import java.util.List;

/**
 * What the results of a loop's pieces become: first numbers, then lists that are added up element
 * by element.
 */
record Combination(List<Reduction> reductions, List<ArrayVar> sums) {
  boolean isEmpty() {
    return reductions.isEmpty() && sums.isEmpty();
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
      for (int i = 0; i < reductions.size(); i++) {
        all[i] = combined(reductions.get(i), all[i], next[i]);
      }
      for (int i = reductions.size(); i < all.length; i++) {
        ArrayType type = sums.get(i - reductions.size()).type();
        add(
            (Lists.Longs) next[i],
            (Lists.Longs) all[i],
            type.store() == ArrayType.StoreRule.LOW_BITS);
      }
    }
    return all;
  }

  /** Adds a list to one of the same length, which is nobody else's. */
  private static void add(Lists.Longs list, Lists.Longs to, boolean wraps) {
    long[] from = list.items;
    long[] sums = to.items;
    for (int i = 0; i < to.size; i++) {
      sums[i] = wraps ? sums[i] + from[i] : Math.addExact(sums[i], from[i]);
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
