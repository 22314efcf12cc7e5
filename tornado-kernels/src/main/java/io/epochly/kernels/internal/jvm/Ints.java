package io.epochly.kernels.internal.jvm;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Integer arithmetic with the guest's meaning; called by generated code. */
final class Ints {
  private static final long EXACT = 1L << 52;

  private Ints() {}

  static long floorDiv(long left, long right) {
    if (right == 0) {
      throw Signal.ZERO_DIVISION;
    }
    if (left == Long.MIN_VALUE && right == -1) {
      throw Signal.OVERFLOW;
    }
    return Math.floorDiv(left, right);
  }

  static long floorMod(long left, long right) {
    if (right == 0) {
      throw Signal.ZERO_DIVISION;
    }
    return Math.floorMod(left, right);
  }

  static double trueDiv(long left, long right) {
    if (right == 0) {
      throw Signal.ZERO_DIVISION;
    }
    if (isExact(left, EXACT) && isExact(right, EXACT)) {
      return (double) left / (double) right;
    }
    double quotient = decimalQuotient(new BigDecimal(left), new BigDecimal(right));
    // Ints that the guest keeps as big ones are divided as floats up to one bit more.
    if (isExact(left, 2 * EXACT)
        && isExact(right, 2 * EXACT)
        && quotient != (double) left / (double) right) {
      throw Signal.DOMAIN;
    }
    return quotient;
  }

  private static boolean isExact(long value, long end) {
    return value < end && value > -end;
  }

  /** Operands of more than 52 bits are divided to 18 digits first, as in the guest. */
  private static double decimalQuotient(BigDecimal left, BigDecimal right) {
    int scale = right.precision() - left.precision() + 18;
    return left.divide(right, scale, RoundingMode.HALF_EVEN).doubleValue();
  }

  static long pow(long base, long exponent) {
    if (exponent < 0) {
      throw Signal.POWER;
    }
    long result = 1;
    long square = base;
    for (long e = exponent; e != 0; ) {
      if ((e & 1) != 0) {
        result = Math.multiplyExact(result, square);
      }
      e >>= 1;
      if (e != 0) {
        square = Math.multiplyExact(square, square);
      }
    }
    return result;
  }

  static long powMod(long base, long exponent, long modulus) {
    if (modulus == 0 || exponent < 0) {
      throw Signal.DOMAIN;
    }
    // Products of residues below 2**31 cannot overflow; larger moduli are left to the guest.
    if (modulus > Integer.MAX_VALUE || modulus < -Integer.MAX_VALUE) {
      throw Signal.OVERFLOW;
    }
    long m = Math.abs(modulus);
    long result = 1 % m;
    long square = Math.floorMod(base, m);
    for (long e = exponent; e != 0; e >>= 1) {
      if ((e & 1) != 0) {
        result = result * square % m;
      }
      square = square * square % m;
    }
    return modulus < 0 && result != 0 ? result + modulus : result;
  }

  static long shiftLeft(long value, long count) {
    if (count < 0) {
      throw Signal.SHIFT;
    }
    if (value == 0) {
      return 0;
    }
    if (count > 63) {
      throw Signal.SHIFT;
    }
    long result = value << count;
    if (result >> count != value) {
      throw Signal.SHIFT;
    }
    return result;
  }

  static long shiftRight(long value, long count) {
    if (count < 0) {
      throw Signal.SHIFT;
    }
    return value >> Math.min(count, 63);
  }

  static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long r = x % y;
      x = y;
      y = r;
    }
    if (x == Long.MIN_VALUE) {
      throw Signal.OVERFLOW;
    }
    return Math.abs(x);
  }

  static long lcm(long a, long b) {
    if (a == 0) {
      return 0;
    }
    try {
      return Math.absExact(Math.multiplyExact(a / gcd(a, b), b));
    } catch (ArithmeticException e) {
      throw Signal.OVERFLOW;
    }
  }

  /** The number of ways to choose k of n things. */
  static long comb(long n, long k) {
    if (n < 0 || k < 0) {
      throw Signal.DOMAIN;
    }
    long factors = Math.min(k, n - k);
    if (factors < 0) {
      return 0;
    }
    long result = 1;
    for (long i = 1; i <= factors; i++) {
      long factor = n - factors + i;
      if (Math.multiplyHigh(result, factor) == 0 && result * factor >= 0) {
        result = result * factor / i;
      } else {
        // The product leaves 64 bits, but what the division makes of it may not.
        BigInteger whole =
            BigInteger.valueOf(result)
                .multiply(BigInteger.valueOf(factor))
                .divide(BigInteger.valueOf(i));
        if (whole.bitLength() > 63) {
          throw Signal.OVERFLOW;
        }
        result = whole.longValue();
      }
    }
    return result;
  }

  /** The number of ways to arrange k of n things. */
  static long perm(long n, long k) {
    if (n < 0 || k < 0) {
      throw Signal.DOMAIN;
    }
    if (n < k) {
      return 0;
    }
    long result = 1;
    for (long i = 0; i < k; i++) {
      long high = Math.multiplyHigh(result, n - i);
      result *= n - i;
      if (high != 0 || result < 0) {
        throw Signal.OVERFLOW;
      }
    }
    return result;
  }

  static long isqrt(long x) {
    if (x < 0) {
      throw Signal.DOMAIN;
    }
    long root = (long) Math.sqrt((double) x);
    // The double may be one off in either direction once x passes 53 bits.
    while (root > 3037000499L || root * root > x) {
      root--;
    }
    while (root < 3037000499L && (root + 1) * (root + 1) <= x) {
      root++;
    }
    return root;
  }

  static long factorial(long n) {
    if (n < 0) {
      throw Signal.DOMAIN;
    }
    if (n > 20) {
      throw Signal.OVERFLOW;
    }
    long product = 1;
    for (long i = 2; i <= n; i++) {
      product *= i;
    }
    return product;
  }

  static long bitLength(long x) {
    return x == Long.MIN_VALUE ? 64 : 64 - Long.numberOfLeadingZeros(Math.abs(x));
  }

  static long bitCount(long x) {
    return x == Long.MIN_VALUE ? 1 : Long.bitCount(Math.abs(x));
  }

  /** Exact; see {@link io.epochly.kernels.ir.Intrinsic#COMPARE}. */
  static long compare(long left, double right) {
    if (right != right) {
      return 2;
    }
    if (left < EXACT && left > -EXACT) {
      return Double.compare((double) left, right == 0.0 ? 0.0 : right);
    }
    if (right >= 0x1p63) {
      return -1;
    }
    if (right < -0x1p63) {
      return 1;
    }
    // |left| needs more than 52 bits: compare with the integer part, then the fraction decides.
    long whole = (long) right;
    if (left != whole) {
      return left < whole ? -1 : 1;
    }
    return Double.compare(0.0, right - whole + 0.0);
  }
}
