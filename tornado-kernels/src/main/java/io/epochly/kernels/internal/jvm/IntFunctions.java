package io.epochly.kernels.internal.jvm;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Functions of ints for which the guest has one formula for ints that it keeps in 64 bits and
 * another for those that it keeps as big ones, of whatever size; called by generated code. A kernel
 * does not know which an int is there, so these refuse, by a {@link Signal}, what the two differ
 * in.
 */
final class IntFunctions {
  private static final long EXACT_IN_FLOATS = 1L << 53;
  private static final double LOG_2 = Math.log(2);
  private static final double LOG_10 = Math.log(10);
  private static final double LN_2 = 0.6931471805599453;

  /** From so many bits on the guest takes the logarithm for acosh. */
  private static final long LARGE = 1L << 27;

  private IntFunctions() {}

  static double sqrtInt(long x) {
    double root = Floats.sqrt((double) x);
    return x <= EXACT_IN_FLOATS ? root : same(root, rounded(root(x)));
  }

  static double log2Int(long x) {
    double ofFloat = Floats.log2((double) x);
    boolean powerOfTwo = (x & x - 1) == 0;
    return same(ofFloat, powerOfTwo ? Long.numberOfTrailingZeros(x) : Math.log((double) x) / LOG_2);
  }

  static double log10Int(long x) {
    double ofFloat = Floats.log10((double) x);
    return same(ofFloat, isPowerOfTen(x) ? Math.rint(ofFloat) : Math.log((double) x) / LOG_10);
  }

  static double acoshInt(long x) {
    double ofFloat = Floats.acosh((double) x);
    if (x == 1) {
      return ofFloat;
    }
    return same(
        ofFloat,
        x >= LARGE
            ? Math.log((double) x) + LN_2
            : Math.log(rounded(root(x * x - 1).add(BigDecimal.valueOf(x)))));
  }

  private static boolean isPowerOfTen(long x) {
    long rest = x;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }

  private static BigDecimal root(long x) {
    return BigDecimal.valueOf(x).sqrt(MathContext.DECIMAL128);
  }

  /** The float that this becomes, though the guest's last digits may be others. */
  private static double rounded(BigDecimal x) {
    BigDecimal slack = x.movePointLeft(30);
    return same(x.subtract(slack).doubleValue(), x.add(slack).doubleValue());
  }

  private static double same(double one, double other) {
    if (one != other) {
      throw Signal.DOMAIN;
    }
    return one;
  }
}
