package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import io.epochly.kernels.ir.Expr;

/** How the parts of the lowering lower expressions inside what they lower. */
interface Expressions {
  /** The value of an expression; statements that it needs go to the current block. */
  Value expression(ExprTy node);

  /** The truth of an expression. */
  Expr condition(ExprTy node);
}
