package io.epochly.kernels.internal.jvm;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which innermost rows lists have in common; called by generated code. A row is what holds the
 * elements: two lists may share one.
 */
public final class RowSets {
  private RowSets() {}

  /** Whether no innermost row of one is one of the other. */
  public static boolean disjoint(Object one, Object other) {
    // This stands before inner loops: of a single row nothing is to be remembered.
    if (!isNested(one)) {
      Object row = items(one);
      return all(other, inner -> inner != row);
    }
    if (!isNested(other)) {
      return disjoint(other, one);
    }
    Set<Object> rows = identities();
    all(one, row -> rows.add(row) || true);
    return all(other, row -> !rows.contains(row));
  }

  /** Whether no innermost row is reached twice. */
  public static boolean distinct(Object array) {
    return all(array, identities()::add);
  }

  /** How many innermost rows an array or list of so many axes of rows has; saturated. */
  public static int rows(Object nested, int axes) {
    if (!isNested(nested)) {
      // The rows of a buffer lie in one array.
      return 1;
    }
    Object[] rows = nested instanceof Lists.Rows list ? list.items : (Object[]) nested;
    int size = nested instanceof Lists.Rows list ? list.size : rows.length;
    if (axes == 1) {
      return size;
    }
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += rows[i] == null ? 0 : rows(rows[i], axes - 1);
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  private static Set<Object> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static boolean isNested(Object array) {
    return array instanceof Lists.Rows || array instanceof Object[];
  }

  /** Whether something is so of all innermost rows; it is not asked of more once it is not. */
  private static boolean all(Object array, Predicate<Object> what) {
    // Tests of types in turn, not a switch over patterns: see above.
    if (array instanceof Lists.Rows rows) {
      for (int i = 0; i < rows.size; i++) {
        if (!all(rows.items[i], what)) {
          return false;
        }
      }
      return true;
    }
    if (array instanceof Object[] rows) {
      for (Object inner : rows) {
        if (inner != null && !all(inner, what)) {
          return false;
        }
      }
      return true;
    }
    return what.test(items(array));
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
    if (row instanceof Lists.Bools bools) {
      return bools.items;
    }
    if (row instanceof Lists.Floats floats) {
      return floats.items;
    }
    if (row instanceof Lists.Shorts shorts) {
      return shorts.items;
    }
    if (row instanceof Lists.Chars chars) {
      return chars.items;
    }
    return row instanceof Lists.Bytes bytes ? bytes.items : row;
  }
}
