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
