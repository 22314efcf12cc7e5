package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds by how many views each array is loaded from. */
public final class Views extends Walker {
  private final Map<ArrayRef, Integer> views = new HashMap<>();

  private Views() {}

  /** The highest number of a view of each array, where there are any. */
  public static Map<ArrayRef, Integer> of(List<Stmt> body) {
    Views walker = new Views();
    walker.walk(body);
    return walker.views;
  }

  /** Whether an array may be loaded from by views. */
  static boolean hasViews(ArrayRef array) {
    return array instanceof ArrayParam
        && array.type().rank() == 1
        && !array.type().storage().isBuffer()
        && !array.type().storage().isMemory();
  }

  @Override
  protected void enter(Expr e) {
    if (e instanceof Expr.Load load && load.view() > 0) {
      views.merge(load.array(), load.view(), Math::max);
    }
  }
}
