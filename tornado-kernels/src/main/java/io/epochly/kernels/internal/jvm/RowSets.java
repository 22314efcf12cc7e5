package io.epochly.kernels.internal.jvm;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Which innermost rows lists have in common; called by generated code. A row is what holds the
 * elements: two lists may share one.
 */
final class RowSets {
  /** Of so few rows each is compared with each other one. */
  private static final int FEW = 64;

  private RowSets() {}

  /** Whether no innermost row of one is one of the other. */
  static boolean disjoint(Object one, Object other) {
    long ofOne = count(one);
    long ofOther = count(other);
    if (ofOne == 1 || ofOther == 1 || ofOne * ofOther <= FEW) {
      return eachIsOutside(one, other);
    }
    Set<Object> rows = rows(ofOne <= ofOther ? one : other);
    return noneIsIn(ofOne <= ofOther ? other : one, rows);
  }

  /** Whether no innermost row is reached twice. */
  static boolean distinct(Object array) {
    return rows(array).size() == count(array);
  }

  private static boolean eachIsOutside(Object one, Object other) {
    // Tests of types in turn, not a switch over patterns: this stands before inner loops.
    if (one instanceof Lists.Rows rows) {
      for (int i = 0; i < rows.size; i++) {
        if (!eachIsOutside(rows.items[i], other)) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof Object[] rows) {
      for (Object inner : rows) {
        if (inner != null && !eachIsOutside(inner, other)) {
          return false;
        }
      }
      return true;
    }
    return isOutside(items(one), other);
  }

  private static boolean isOutside(Object items, Object other) {
    if (other instanceof Lists.Rows rows) {
      for (int i = 0; i < rows.size; i++) {
        if (!isOutside(items, rows.items[i])) {
          return false;
        }
      }
      return true;
    }
    if (other instanceof Object[] rows) {
      for (Object inner : rows) {
        if (inner != null && !isOutside(items, inner)) {
          return false;
        }
      }
      return true;
    }
    return items != items(other);
  }

  private static long count(Object array) {
    long sum = 0;
    if (array instanceof Lists.Rows rows) {
      for (int i = 0; i < rows.size; i++) {
        sum += count(rows.items[i]);
      }
      return sum;
    }
    if (array instanceof Object[] rows) {
      for (Object inner : rows) {
        sum += inner == null ? 0 : count(inner);
      }
      return sum;
    }
    return 1;
  }

  private static Set<Object> rows(Object array) {
    Set<Object> result = Collections.newSetFromMap(new IdentityHashMap<>());
    collect(array, result);
    return result;
  }

  private static void collect(Object array, Set<Object> result) {
    if (array instanceof Lists.Rows rows) {
      for (int i = 0; i < rows.size; i++) {
        collect(rows.items[i], result);
      }
    } else if (array instanceof Object[] rows) {
      for (Object inner : rows) {
        if (inner != null) {
          collect(inner, result);
        }
      }
    } else {
      result.add(items(array));
    }
  }

  private static boolean noneIsIn(Object array, Set<Object> known) {
    if (array instanceof Lists.Rows rows) {
      for (int i = 0; i < rows.size; i++) {
        if (!noneIsIn(rows.items[i], known)) {
          return false;
        }
      }
      return true;
    }
    if (array instanceof Object[] rows) {
      for (Object inner : rows) {
        if (inner != null && !noneIsIn(inner, known)) {
          return false;
        }
      }
      return true;
    }
    return !known.contains(items(array));
  }

  private static Object items(Object row) {
    if (row instanceof Lists.Doubles doubles) {
      return doubles.items;
    }
    if (row instanceof Lists.Longs longs) {
      return longs.items;
    }
    if (row instanceof Lists.Ints ints) {
      return ints.items;
    }
    return row instanceof Lists.Bools bools ? bools.items : row;
  }
}
