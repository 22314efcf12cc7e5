package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Finds the array parameters that a kernel may store into. */
public final class Effects extends Walker {
  private final Set<ArrayParam> stored = ordered();
  private final Set<ArrayParam> referredTo = ordered();
  private boolean storesByReference;

  private Effects() {}

  private static Set<ArrayParam> ordered() {
    return new TreeSet<>(Comparator.comparingInt(ArrayParam::index));
  }

  /** The stored array parameters, in the order of their places. */
  public static Set<ArrayParam> stored(Kernel kernel) {
    Effects effects = new Effects();
    effects.walk(kernel);
    if (effects.storesByReference) {
      effects.stored.addAll(effects.referredTo);
    }
    return effects.stored;
  }

  @Override
  protected void enter(Stmt statement) {
    switch (statement) {
      case Stmt.Store s -> {
        switch (s.array()) {
          case ArrayParam param -> stored.add(param);
          case ArrayVar _ -> storesByReference = true;
        }
      }
      case Stmt.AssignArray s -> {
        if (s.value() instanceof ArrayParam param) {
          referredTo.add(param);
        }
      }
      default -> {}
    }
  }
}
