package io.epochly.kernels.ir;

/**
 * How the results of the pieces of a loop become one. Where the order counts, it is this one,
 * whoever runs the pieces: of {@link #GROUP} pieces that follow each other, each first one of two
 * is combined with the next one, then each first of four with the third, and so on; then the groups
 * are combined one after the other.
 */
public enum Reduction {
  /** A sum that leaves 64 bits bails out. */
  INT_SUM(ScalarType.INT),
  /** A product that leaves 64 bits bails out. */
  INT_PRODUCT(ScalarType.INT),
  /** A sum of which the low 64 bits count. */
  WRAP_SUM(ScalarType.INT),
  /** A product of which the low 64 bits count. */
  WRAP_PRODUCT(ScalarType.INT),
  /** A sum of which the low 32 bits count. */
  WRAP_INT_SUM(ScalarType.INT),
  /** A product of which the low 32 bits count. */
  WRAP_INT_PRODUCT(ScalarType.INT),
  INT_AND(ScalarType.INT),
  INT_OR(ScalarType.INT),
  INT_XOR(ScalarType.INT),
  INT_MIN(ScalarType.INT),
  INT_MAX(ScalarType.INT),
  FLOAT_SUM(ScalarType.FLOAT),
  FLOAT_PRODUCT(ScalarType.FLOAT),
  /** The first of the least values; one that compares with nothing never takes another's place. */
  FLOAT_MIN(ScalarType.FLOAT),
  /** The first of the greatest values. */
  FLOAT_MAX(ScalarType.FLOAT),
  /** The last of the least values, or a NaN, if one of them is. */
  FLOAT_LAST_MIN(ScalarType.FLOAT),
  /** The last of the greatest values, or a NaN. */
  FLOAT_LAST_MAX(ScalarType.FLOAT),
  BOOL_AND(ScalarType.BOOL),
  BOOL_OR(ScalarType.BOOL),
  BOOL_XOR(ScalarType.BOOL);

  /** Pieces whose results are combined with each other before they are with those of others. */
  public static final int GROUP = 64;

  private final ScalarType type;

  Reduction(ScalarType type) {
    this.type = type;
  }

  public ScalarType type() {
    return type;
  }

  /** What changes no value of the variable that it is combined with; a piece starts with it. */
  public Expr identityOf(Var var) {
    return switch (this) {
      case INT_SUM, WRAP_SUM, WRAP_INT_SUM, INT_OR, INT_XOR -> new Expr.IntConst(0);
      case INT_PRODUCT, WRAP_PRODUCT, WRAP_INT_PRODUCT -> new Expr.IntConst(1);
      case INT_AND -> new Expr.IntConst(-1);
      case INT_MIN -> new Expr.IntConst(var.isSmall() ? Integer.MAX_VALUE : Long.MAX_VALUE);
      case INT_MAX -> new Expr.IntConst(var.isSmall() ? Integer.MIN_VALUE : Long.MIN_VALUE);
      // 0.0 would change -0.0.
      case FLOAT_SUM -> new Expr.FloatConst(-0.0);
      case FLOAT_PRODUCT -> new Expr.FloatConst(1.0);
      case FLOAT_MIN, FLOAT_LAST_MIN -> new Expr.FloatConst(Double.POSITIVE_INFINITY);
      case FLOAT_MAX, FLOAT_LAST_MAX -> new Expr.FloatConst(Double.NEGATIVE_INFINITY);
      case BOOL_AND -> new Expr.BoolConst(true);
      case BOOL_OR, BOOL_XOR -> new Expr.BoolConst(false);
    };
  }

  /** Whether the value is the same to the bit wherever the iterations are cut into pieces. */
  public boolean isExact() {
    return this != FLOAT_SUM && this != FLOAT_PRODUCT;
  }
}
