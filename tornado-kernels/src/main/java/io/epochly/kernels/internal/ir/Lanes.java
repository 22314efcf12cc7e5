package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;

/** Recognises what runs over the lanes of strips. */
public final class Lanes {
  private Lanes() {}

  /** Whether a number is seen to be at most that of the lanes of a strip. */
  static boolean areFew(Expr count) {
    return count instanceof Expr.Call call
        && call.function() == Intrinsic.MIN
        && call.arguments().getFirst() instanceof Expr.IntConst(long most)
        && most <= Strip.LANES;
  }

  /** Whether a loop counts lanes: from 0, one by one, to no more than there are. */
  public static boolean areCountedBy(Stmt.CountedLoop loop) {
    return loop.narrow()
        && loop.start().equals(new Expr.IntConst(0))
        && loop.step().equals(new Expr.IntConst(1))
        && areFew(loop.stop());
  }
}
