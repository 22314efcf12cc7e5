package io.epochly.kernels.ir;

import static io.epochly.kernels.ir.ScalarType.BOOL;
import static io.epochly.kernels.ir.ScalarType.FLOAT;
import static io.epochly.kernels.ir.ScalarType.INT;

import java.util.List;

/**
 * Functions of scalars that a kernel may call, with the guest's results to the bit. Where the guest
 * would raise, or give an int beyond 64 bits, they bail out.
 */
public enum Intrinsic implements ScalarFunction {
  SQRT(FLOAT, FLOAT),
  /** The square root, and NaN of what is negative; only passes put it in. */
  ROOT(FLOAT, FLOAT),
  EXP(FLOAT, FLOAT),
  EXPM1(FLOAT, FLOAT),
  LOG(FLOAT, FLOAT),
  /** {@code log(x, base)}. */
  LOG_BASE(FLOAT, FLOAT, FLOAT),
  LOG2(FLOAT, FLOAT),
  LOG10(FLOAT, FLOAT),
  LOG1P(FLOAT, FLOAT),
  SIN(FLOAT, FLOAT),
  COS(FLOAT, FLOAT),
  TAN(FLOAT, FLOAT),
  ASIN(FLOAT, FLOAT),
  ACOS(FLOAT, FLOAT),
  ATAN(FLOAT, FLOAT),
  ATAN2(FLOAT, FLOAT, FLOAT),
  SINH(FLOAT, FLOAT),
  COSH(FLOAT, FLOAT),
  TANH(FLOAT, FLOAT),
  ASINH(FLOAT, FLOAT),
  ACOSH(FLOAT, FLOAT),
  ATANH(FLOAT, FLOAT),
  ERF(FLOAT, FLOAT),
  ERFC(FLOAT, FLOAT),
  GAMMA(FLOAT, FLOAT),
  LGAMMA(FLOAT, FLOAT),
  COPYSIGN(FLOAT, FLOAT, FLOAT),
  FMOD(FLOAT, FLOAT, FLOAT),
  REMAINDER(FLOAT, FLOAT, FLOAT),
  /** {@code math.pow}, which unlike {@code **} refuses results that are not finite. */
  POW(FLOAT, FLOAT, FLOAT),
  HYPOT(FLOAT, FLOAT, FLOAT),
  DEGREES(FLOAT, FLOAT),
  RADIANS(FLOAT, FLOAT),
  LDEXP(FLOAT, FLOAT, INT),
  ULP(FLOAT, FLOAT),
  NEXTAFTER(FLOAT, FLOAT, FLOAT),
  FLOOR(INT, FLOAT),
  CEIL(INT, FLOAT),
  /** {@code round(x)}: to the nearest int, ties to even. */
  ROUND(INT, FLOAT),
  /** {@code round(x, digits)}. */
  ROUND_DIGITS(FLOAT, FLOAT, INT),
  ISNAN(BOOL, FLOAT),
  ISINF(BOOL, FLOAT),
  ISFINITE(BOOL, FLOAT),
  /** {@code math.isclose} with its default tolerances. */
  ISCLOSE(BOOL, FLOAT, FLOAT),
  /** {@code abs(z)} of a complex number, given by its parts. */
  COMPLEX_ABS(FLOAT, FLOAT, FLOAT),
  /** The real part of {@code z ** w}, both given by their parts. */
  COMPLEX_POW_REAL(FLOAT, FLOAT, FLOAT, FLOAT, FLOAT),
  /** The imaginary part of {@code z ** w}. */
  COMPLEX_POW_IMAG(FLOAT, FLOAT, FLOAT, FLOAT, FLOAT),
  /** {@code math.isclose(a, b, rel_tol=, abs_tol=)}. */
  ISCLOSE_WITHIN(BOOL, FLOAT, FLOAT, FLOAT, FLOAT),
  /** {@code math.nextafter(x, y, steps=)}. */
  NEXTAFTER_STEPS(FLOAT, FLOAT, FLOAT, INT),
  MODF_FRACTION(FLOAT, FLOAT),
  MODF_INTEGRAL(FLOAT, FLOAT),
  FREXP_MANTISSA(FLOAT, FLOAT),
  FREXP_EXPONENT(INT, FLOAT),
  /** {@code x * y + z}, rounded once. */
  FMA(FLOAT, FLOAT, FLOAT, FLOAT),
  GCD(INT, INT, INT),
  LCM(INT, INT, INT),
  COMB(INT, INT, INT),
  /** {@code math.perm(n, k)}. */
  PERM(INT, INT, INT),
  ISQRT(INT, INT),
  /** {@code math.sqrt} of an int, where the guest gives the same however it keeps the int. */
  SQRT_INT(FLOAT, INT),
  LOG2_INT(FLOAT, INT),
  LOG10_INT(FLOAT, INT),
  ACOSH_INT(FLOAT, INT),
  FACTORIAL(INT, INT),
  /** {@code pow(x, y, m)} of ints. */
  POW_MOD(INT, INT, INT, INT),
  BIT_LENGTH(INT, INT),
  BIT_COUNT(INT, INT),
  /** {@code x.is_integer()}, which in the guest is false for whatever leaves 64 bits. */
  IS_INTEGER(BOOL, FLOAT),
  /** Exact comparison of an int and a float: -1, 0, 1, or 2 when not ordered. */
  COMPARE(INT, INT, FLOAT),
  MIN(INT, INT, INT),
  MAX(INT, INT, INT),
  /**
   * Sum of lower bounds: the least int says that there is none; what leaves 64 bits becomes the
   * extreme int.
   */
  LOW_ADD(INT, INT, INT),
  /** Sum of upper bounds: the largest int says that there is none. */
  HIGH_ADD(INT, INT, INT),
  /** Lower bound of a difference: of a lower and an upper one. */
  LOW_SUB(INT, INT, INT),
  /** Upper bound of a difference: of an upper and a lower one. */
  HIGH_SUB(INT, INT, INT),
  /** Lower bound of the product of any two bounds. */
  LOW_MUL(INT, INT, INT),
  /** Upper bound of the product of any two bounds. */
  HIGH_MUL(INT, INT, INT),
  /** Lower bound of the low 32 bits of what has these two bounds. */
  LOW_WRAP_INT(INT, INT, INT),
  /** Upper bound of the low 32 bits of what has these two bounds. */
  HIGH_WRAP_INT(INT, INT, INT),
  /** Lower bound of the low 64 bits of what has these two bounds. */
  LOW_WRAP(INT, INT, INT),
  /** Upper bound of the low 64 bits of what has these two bounds. */
  HIGH_WRAP(INT, INT, INT);

  private final ScalarType result;
  private final List<ScalarType> parameters;

  Intrinsic(ScalarType result, ScalarType... parameters) {
    this.result = result;
    this.parameters = List.of(parameters);
  }

  @Override
  public ScalarType result() {
    return result;
  }

  @Override
  public List<ScalarType> parameters() {
    return parameters;
  }
}
