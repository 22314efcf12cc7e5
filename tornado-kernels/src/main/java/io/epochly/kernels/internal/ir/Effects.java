package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Finds the array parameters that a kernel may store into. */
public final class Effects extends Walker {
  private final Set<ArrayParam> stored = new TreeSet<>(Comparator.comparingInt(ArrayParam::index));

  private Effects() {}

  /** The stored array parameters, in the order of their places. */
  public static Set<ArrayParam> stored(Kernel kernel) {
    Effects effects = new Effects();
    effects.walk(kernel.body());
    return effects.stored;
  }

  @Override
  protected void enter(Stmt statement) {
    if (statement instanceof Stmt.Store store) {
      stored.add(store.array());
    }
  }
}
