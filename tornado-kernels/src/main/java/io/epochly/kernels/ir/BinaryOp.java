package io.epochly.kernels.ir;

import static io.epochly.kernels.ir.ScalarType.BOOL;
import static io.epochly.kernels.ir.ScalarType.FLOAT;
import static io.epochly.kernels.ir.ScalarType.INT;

/** Operations on two scalars of one type, with the guest's meaning. */
public enum BinaryOp {
  /** Bail out when the result leaves 64 bits; unchecked, they wrap, if they can. */
  INT_ADD(INT, INT, "+"),
  INT_SUB(INT, INT, "-"),
  INT_MUL(INT, INT, "*"),
  /** Rounds down; bails out for zero and for the least int by -1. */
  INT_FLOORDIV(INT, INT, "//"),
  /** Has the divisor's sign; bails out for zero. */
  INT_MOD(INT, INT, "%"),
  /** The double nearest to the quotient; bails out for zero. */
  INT_TRUEDIV(INT, FLOAT, "/"),
  /** Bails out for a negative exponent and when the result leaves 64 bits. */
  INT_POW(INT, INT, "**"),
  INT_AND(INT, INT, "&"),
  INT_OR(INT, INT, "|"),
  INT_XOR(INT, INT, "^"),
  /** Bails out for a negative count and when bits are lost; unchecked, the count is below 64. */
  INT_SHL(INT, INT, "<<"),
  /** Arithmetic; bails out for a negative count. */
  INT_SHR(INT, INT, ">>"),
  /**
   * Java's sum of longs: the low 64 bits. Never bails out; while it is checked it may lose others,
   * unchecked it is proven not to.
   */
  WRAP_ADD(INT, INT, "+%"),
  /** As {@link #WRAP_ADD}. */
  WRAP_SUB(INT, INT, "-%"),
  /** As {@link #WRAP_ADD}. */
  WRAP_MUL(INT, INT, "*%"),
  /** Rounds towards zero, the least int by -1 is itself; bails out for zero. */
  INT_QUOTIENT(INT, INT, "/%"),
  /** Has the dividend's sign; bails out for zero. */
  INT_REMAINDER(INT, INT, "%%"),
  /** By the low six bits of the count; loses bits. */
  SHIFT_LEFT(INT, INT, "<<%"),
  /** Arithmetic, by the low six bits of the count. */
  SHIFT_RIGHT(INT, INT, ">>%"),
  /** Fills with zeros, by the low six bits of the count. */
  SHIFT_RIGHT_UNSIGNED(INT, INT, ">>>%"),
  INT_EQ(INT, BOOL, "=="),
  INT_NE(INT, BOOL, "!="),
  INT_LT(INT, BOOL, "<"),
  INT_LE(INT, BOOL, "<="),
  INT_GT(INT, BOOL, ">"),
  INT_GE(INT, BOOL, ">="),
  FLOAT_ADD(FLOAT, FLOAT, "+"),
  FLOAT_SUB(FLOAT, FLOAT, "-"),
  FLOAT_MUL(FLOAT, FLOAT, "*"),
  /** Bails out for zero. */
  FLOAT_DIV(FLOAT, FLOAT, "/"),
  /** Rounds down; bails out for zero. */
  FLOAT_FLOORDIV(FLOAT, FLOAT, "//"),
  /** Has the divisor's sign; bails out for zero. */
  FLOAT_MOD(FLOAT, FLOAT, "%"),
  /** Bails out where the guest raises or gives a complex number. */
  FLOAT_POW(FLOAT, FLOAT, "**"),
  /** Java's remainder: has the dividend's sign, NaN where there is none. */
  FLOAT_REMAINDER(FLOAT, FLOAT, "%%"),
  FLOAT_EQ(FLOAT, BOOL, "=="),
  FLOAT_NE(FLOAT, BOOL, "!="),
  FLOAT_LT(FLOAT, BOOL, "<"),
  FLOAT_LE(FLOAT, BOOL, "<="),
  FLOAT_GT(FLOAT, BOOL, ">"),
  FLOAT_GE(FLOAT, BOOL, ">="),
  /** Not short-circuiting; both sides are already computed. */
  BOOL_AND(BOOL, BOOL, "&"),
  BOOL_OR(BOOL, BOOL, "|"),
  BOOL_XOR(BOOL, BOOL, "^");

  private final ScalarType operand;
  private final ScalarType result;
  private final String symbol;

  BinaryOp(ScalarType operand, ScalarType result, String symbol) {
    this.operand = operand;
    this.result = result;
    this.symbol = symbol;
  }

  public ScalarType operand() {
    return operand;
  }

  public ScalarType result() {
    return result;
  }

  public String symbol() {
    return symbol;
  }

  /** Whether this op compares. */
  public boolean isComparison() {
    return result == BOOL && operand != BOOL;
  }
}
