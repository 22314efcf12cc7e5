package io.epochly.kernels.ir;

/** Operations on one scalar. */
public enum UnaryOp {
  /** {@code -x}; bails out for the least int. */
  INT_NEG(ScalarType.INT, ScalarType.INT),
  /** {@code ~x}. */
  INT_INVERT(ScalarType.INT, ScalarType.INT),
  /** {@code abs(x)}; bails out for the least int. */
  INT_ABS(ScalarType.INT, ScalarType.INT),
  /** Round to nearest, as Python's {@code float(x)}. */
  INT_TO_FLOAT(ScalarType.INT, ScalarType.FLOAT),
  /** {@code x != 0}. */
  INT_TO_BOOL(ScalarType.INT, ScalarType.BOOL),
  FLOAT_NEG(ScalarType.FLOAT, ScalarType.FLOAT),
  FLOAT_ABS(ScalarType.FLOAT, ScalarType.FLOAT),
  /** Truncates; bails out for NaN, infinities and what leaves 64 bits. */
  FLOAT_TO_INT(ScalarType.FLOAT, ScalarType.INT),
  /** {@code x != 0.0}; true for NaN. */
  FLOAT_TO_BOOL(ScalarType.FLOAT, ScalarType.BOOL),
  BOOL_TO_INT(ScalarType.BOOL, ScalarType.INT),
  /**
   * Keeps the low 32 bits, with the sign that they have: what Java's ints do. Never bails out;
   * while it is checked it may change the value, unchecked it is proven not to.
   */
  INT_WRAP(ScalarType.INT, ScalarType.INT),
  /** Java's {@code (byte) x}. */
  INT_TO_BYTE(ScalarType.INT, ScalarType.INT),
  /** Java's {@code (short) x}. */
  INT_TO_SHORT(ScalarType.INT, ScalarType.INT),
  /** Java's {@code (char) x}. */
  INT_TO_CHAR(ScalarType.INT, ScalarType.INT),
  /** The binary32 nearest to an int, rounded once. */
  INT_TO_SINGLE(ScalarType.INT, ScalarType.FLOAT),
  /**
   * The binary32 nearest to a value. Of a sum, difference, product, quotient, remainder or root of
   * binary32 numbers it is what the operation gives in binary32.
   */
  FLOAT_TO_SINGLE(ScalarType.FLOAT, ScalarType.FLOAT),
  /** Java's {@code (int) x}: truncates, ends at the extreme ints, 0 for NaN. */
  FLOAT_SATURATE_INT(ScalarType.FLOAT, ScalarType.INT),
  /** Java's {@code (long) x}. */
  FLOAT_SATURATE_LONG(ScalarType.FLOAT, ScalarType.INT),
  NOT(ScalarType.BOOL, ScalarType.BOOL);

  private final ScalarType operand;
  private final ScalarType result;

  UnaryOp(ScalarType operand, ScalarType result) {
    this.operand = operand;
    this.result = result;
  }

  public ScalarType operand() {
    return operand;
  }

  public ScalarType result() {
    return result;
  }
}
