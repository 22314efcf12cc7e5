package io.epochly.kernels.internal.jvm;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Floating-point operations and functions with the guest's results to the bit; called by generated
 * code. Each refuses, by a {@link Signal}, the arguments for which the guest raises.
 */
final class Floats {
  private static final double LOG_2 = Math.log(2);
  private static final double TO_DEGREES = 180.0 / Math.PI;
  private static final double TO_RADIANS = Math.PI / 180.0;
  static final double SQRT_PI = 1.772453850905516027298167483341145182798;
  private static final double LOG_PI = 1.144729885849400174143427351353058711647;

  /** Lanczos' approximation for g = 6.02468..., n = 13, as a quotient of two polynomials. */
  private static final double LANCZOS_G = 6.024680040776729583740234375;

  private static final double LANCZOS_G_MINUS_HALF = 5.524680040776729583740234375;
  private static final double[] LANCZOS_NUMERATOR = {
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786772,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408
  };
  private static final double[] LANCZOS_DENOMINATOR = {
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0
  };

  private Floats() {}

  static double floorDiv(double left, double right) {
    if (right == 0) {
      throw Signal.ZERO_DIVISION;
    }
    return Math.floor(left / right);
  }

  static double mod(double left, double right) {
    if (right == 0) {
      throw Signal.ZERO_DIVISION;
    }
    double mod = left % right;
    if (mod == 0.0) {
      return right < 0 ? -0.0 : 0.0;
    }
    return (right < 0) != (mod < 0) ? mod + right : mod;
  }

  /**
   * The operator {@code **}; negative bases with a fractional exponent give a complex number there.
   */
  static double power(double left, double right) {
    if (left == 1 || (left == -1 && Double.isInfinite(right))) {
      return 1.0;
    }
    if (Double.isFinite(right)) {
      if (left == 0 && right < 0) {
        throw Signal.POWER;
      }
      if (left < 0 && Double.isFinite(left) && right % 1 != 0) {
        throw Signal.POWER;
      }
    }
    return Math.pow(left, right);
  }

  static long toInt(double x) {
    // 2**63 itself does not fit; -2**63 does.
    if (!(x >= -0x1p63 && x < 0x1p63)) {
      throw Signal.CONVERSION;
    }
    return (long) x;
  }

  static double sqrt(double x) {
    if (x < 0) {
      throw Signal.DOMAIN;
    }
    return Math.sqrt(x);
  }

  static double exp(double x) {
    return finiteUnlessGiven(Math.exp(x), x);
  }

  static double expm1(double x) {
    return finiteUnlessGiven(Math.expm1(x), x);
  }

  static double log(double x) {
    if (x <= 0) {
      throw Signal.DOMAIN;
    }
    return Math.log(x);
  }

  static double logBase(double x, double base) {
    if (x < 0 || base <= 0) {
      throw Signal.DOMAIN;
    }
    double divisor = Math.log(base);
    if (divisor == 0) {
      throw Signal.ZERO_DIVISION;
    }
    return Math.log(x) / divisor;
  }

  static double log2(double x) {
    if (x <= 0) {
      throw Signal.DOMAIN;
    }
    if (!Double.isFinite(x)) {
      // The guest scales these with an exponent of -1.
      return x >= 1.0 ? Math.log(2.0 * x) / LOG_2 - 2 : Math.log(x) / LOG_2 - 1;
    }
    int exponent = Math.getExponent(x);
    double mantissa;
    if (exponent < Double.MIN_EXPONENT) {
      exponent = Math.getExponent(x * 0x1p64) - 64;
      mantissa = Math.scalb(x * 0x1p64, -exponent - 64) * 0.5;
    } else {
      mantissa = Math.scalb(x, -exponent) * 0.5;
    }
    return x >= 1.0
        ? Math.log(2.0 * mantissa) / LOG_2 + exponent
        : Math.log(mantissa) / LOG_2 + (exponent + 1);
  }

  static double log10(double x) {
    if (x <= 0) {
      throw Signal.DOMAIN;
    }
    return Math.log10(x);
  }

  static double log1p(double x) {
    if (x == 0 || x == Double.POSITIVE_INFINITY || x != x) {
      return x;
    }
    double result = Math.log1p(x);
    if (!Double.isFinite(result)) {
      throw Signal.DOMAIN;
    }
    return result;
  }

  static double sin(double x) {
    return numberUnlessGiven(Math.sin(x), x);
  }

  static double cos(double x) {
    return numberUnlessGiven(Math.cos(x), x);
  }

  static double tan(double x) {
    return numberUnlessGiven(Math.tan(x), x);
  }

  static double asin(double x) {
    return numberUnlessGiven(Math.asin(x), x);
  }

  static double acos(double x) {
    return numberUnlessGiven(Math.acos(x), x);
  }

  static double sinh(double x) {
    return finiteUnlessGiven(Math.sinh(x), x);
  }

  static double cosh(double x) {
    return finiteUnlessGiven(Math.cosh(x), x);
  }

  /**
   * Thresholds of the inverse hyperbolic functions; the middle ones as a test of the high word sees
   * them.
   */
  private static final double TINY = 0x1p-28;

  private static final double LARGE = 0x1p28;
  private static final double LARGE_BY_HIGH_WORD = 2.68435712E8;
  private static final double TWO_BY_HIGH_WORD = 2.000001907348633;
  private static final double LN_2 = 0.6931471805599453;

  static double asinh(double x) {
    double size = Math.abs(x);
    if (size < TINY || !Double.isFinite(x)) {
      return x;
    }
    double result;
    if (size >= LARGE_BY_HIGH_WORD) {
      result = Math.log(size) + LN_2;
    } else if (size >= TWO_BY_HIGH_WORD) {
      result = Math.log(2.0 * size + 1.0 / (Math.sqrt(x * x + 1.0) + size));
    } else {
      double square = x * x;
      result = Math.log1p(size + square / (1.0 + Math.sqrt(1.0 + square)));
    }
    return Math.copySign(result, x);
  }

  static double acosh(double x) {
    if (x < 1) {
      throw Signal.DOMAIN;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (x >= LARGE) {
      return Math.log(x) + LN_2;
    }
    if (x >= TWO_BY_HIGH_WORD) {
      return Math.log(2.0 * x - 1.0 / (x + Math.sqrt(x * x - 1.0)));
    }
    double above = x - 1.0;
    return x == 1.0 ? 0.0 : Math.log1p(above + Math.sqrt(2.0 * above + above * above));
  }

  static double atanh(double x) {
    double size = Math.abs(x);
    if (size >= 1.0) {
      throw Signal.DOMAIN;
    }
    if (size < TINY) {
      return x;
    }
    double twice = size + size;
    double result =
        size < 0.5
            ? 0.5 * Math.log1p(twice + twice * size / (1.0 - size))
            : 0.5 * Math.log1p(twice / (1.0 - size));
    return Math.copySign(result, x);
  }

  static boolean isclose(double a, double b) {
    if (a == b) {
      return true;
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return false;
    }
    double distance = Math.abs(b - a);
    return distance <= Math.abs(1e-9 * b) || distance <= Math.abs(1e-9 * a);
  }

  static boolean iscloseWithin(double a, double b, double relative, double absolute) {
    if (relative < 0.0 || absolute < 0.0) {
      throw Signal.DOMAIN;
    }
    if (a == b) {
      return true;
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return false;
    }
    double difference = Math.abs(b - a);
    return difference <= Math.abs(relative * b)
        || difference <= Math.abs(relative * a)
        || difference <= absolute;
  }

  /** Walks over the floats between; the bits of floats of one sign are in their order. */
  static double nextafterSteps(double x, double y, long steps) {
    if (steps < 0) {
      throw Signal.DOMAIN;
    }
    if (steps == 0 || x != x) {
      return x;
    }
    if (y != y) {
      return y;
    }
    long from = Double.doubleToRawLongBits(x);
    long to = Double.doubleToRawLongBits(y);
    long sizeFrom = from & Long.MAX_VALUE;
    long sizeTo = to & Long.MAX_VALUE;
    if ((from ^ to) < 0) {
      long both = sizeFrom + sizeTo;
      if ((both < 0 ? Long.MAX_VALUE : both) <= steps) {
        return y;
      }
      return Double.longBitsToDouble(
          sizeFrom < steps ? to & Long.MIN_VALUE | steps - sizeFrom : from - steps);
    }
    if (Math.abs(sizeFrom - sizeTo) < steps) {
      return y;
    }
    return Double.longBitsToDouble(
        from == to ? from : sizeFrom > sizeTo ? from - steps : from + steps);
  }

  static double modfFraction(double x) {
    return Double.isInfinite(x) ? Math.copySign(0.0, x) : x % 1;
  }

  /** Never -0.0, which the guest does not give either. */
  static double modfIntegral(double x) {
    return Double.isInfinite(x) ? x : x - x % 1;
  }

  static double frexpMantissa(double x) {
    if (x == 0.0) {
      return 0.0;
    }
    return Double.isFinite(x) ? Math.scalb(normal(x), -1 - Math.getExponent(normal(x))) : x;
  }

  static long frexpExponent(double x) {
    if (x == 0.0) {
      return 0;
    }
    if (!Double.isFinite(x)) {
      return -1;
    }
    return Math.getExponent(normal(x)) + 1 - (Math.abs(x) < Double.MIN_NORMAL ? 54 : 0);
  }

  /** A subnormal number 54 binary places up, where it is a normal one. */
  private static double normal(double x) {
    return Math.abs(x) < Double.MIN_NORMAL ? x * 0x1p54 : x;
  }

  static double fma(double x, double y, double z) {
    return Math.fma(x, y, z);
  }

  static boolean isInteger(double x) {
    return Double.isFinite(x) && (long) x == x;
  }

  static double fmod(double x, double y) {
    if (Double.isInfinite(x) || y == 0) {
      throw Signal.DOMAIN;
    }
    return x % y;
  }

  static double remainder(double x, double y) {
    if (x != x) {
      return x;
    }
    if (y != y) {
      return y;
    }
    if (Double.isInfinite(x) || y == 0.0) {
      throw Signal.DOMAIN;
    }
    if (Double.isInfinite(y)) {
      return x;
    }
    double size = Math.abs(x);
    double divisor = Math.abs(y);
    double below = size % divisor;
    double above = divisor - below;
    double r;
    if (below < above) {
      r = below;
    } else if (below > above) {
      r = -above;
    } else {
      r = below - 2.0 * ((0.5 * (size - below)) % divisor);
    }
    return Math.copySign(1.0, x) * r;
  }

  static double pow(double x, double y) {
    if (Double.isFinite(x) && Double.isFinite(y)) {
      double result = Math.pow(x, y);
      if (!Double.isFinite(result)) {
        throw Signal.DOMAIN;
      }
      return result;
    }
    if (x != x) {
      return y == 0 ? 1.0 : x;
    }
    if (y != y) {
      return x == 1 ? 1.0 : y;
    }
    if (Double.isInfinite(x)) {
      boolean odd = Double.isFinite(y) && Math.abs(y) % 2.0 == 1;
      if (y > 0) {
        return odd ? x : Math.abs(x);
      }
      if (y == 0) {
        return 1.0;
      }
      return odd ? Math.copySign(0.0, x) : 0.0;
    }
    double size = Math.abs(x);
    if (size == 1) {
      return 1.0;
    }
    if (y > 0 && size > 1) {
      return y;
    }
    return y < 0 && size < 1 ? -y : 0.0;
  }

  static double degrees(double x) {
    return x * TO_DEGREES;
  }

  static double radians(double x) {
    return x * TO_RADIANS;
  }

  static double ldexp(double x, long exponent) {
    int clamped = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, exponent));
    double result = Math.scalb(x, clamped);
    if (Double.isInfinite(result) && !Double.isInfinite(x)) {
      throw Signal.DOMAIN;
    }
    return result;
  }

  static double ulp(double x) {
    return x != x ? x : Math.ulp(x);
  }

  static long floor(double x) {
    return toInt(Math.floor(x));
  }

  static long ceil(double x) {
    return toInt(Math.ceil(x));
  }

  static long round(double x) {
    return toInt(Math.rint(x));
  }

  static double roundDigits(double x, long digits) {
    if (digits != (int) digits) {
      throw Signal.DOMAIN;
    }
    if (x != x || Double.isInfinite(x) || x == 0.0) {
      return x;
    }
    // log2(10) a little below, in single precision as the guest takes it.
    float bits = 3.3219f * (int) digits;
    int exponent = Math.getExponent(x);
    if (bits > 52 - exponent) {
      return x;
    }
    if (bits < -(exponent + 2)) {
      return Math.copySign(0.0, x);
    }
    double rounded = new BigDecimal(x).setScale((int) digits, RoundingMode.HALF_EVEN).doubleValue();
    if (Double.isInfinite(rounded)) {
      throw Signal.DOMAIN;
    }
    return rounded;
  }

  /** A series near zero, a continued fraction elsewhere: 25 and 50 terms, as in the guest. */
  static double erf(double x) {
    if (x != x) {
      return x;
    }
    double size = Math.abs(x);
    if (size < 1.5) {
      return erfSeries(x);
    }
    double rest = erfcFraction(size);
    return x > 0.0 ? 1.0 - rest : rest - 1.0;
  }

  static double erfc(double x) {
    if (x != x) {
      return x;
    }
    double size = Math.abs(x);
    if (size < 1.5) {
      return 1.0 - erfSeries(x);
    }
    double rest = erfcFraction(size);
    return x > 0.0 ? rest : 2.0 - rest;
  }

  private static double erfSeries(double x) {
    double square = x * x;
    double sum = 0.0;
    for (double k = 25.5; k > 1.0; k -= 1.0) {
      sum = 2.0 + square * sum / k;
    }
    return sum * x * Math.exp(-square) / SQRT_PI;
  }

  private static double erfcFraction(double x) {
    if (x >= 30.0) {
      return 0.0;
    }
    double square = x * x;
    double a = 0.0;
    double step = 0.5;
    double p = 1.0;
    double pBefore = 0.0;
    double q = step + square;
    double qBefore = 1.0;
    for (int term = 0; term < 50; term++) {
      a += step;
      step += 2.0;
      double b = step + square;
      double pNext = b * p - a * pBefore;
      pBefore = p;
      p = pNext;
      double qNext = b * q - a * qBefore;
      qBefore = q;
      q = qNext;
    }
    return p / q * x * Math.exp(-square) / SQRT_PI;
  }

  static double gamma(double x) {
    if (!Double.isFinite(x)) {
      if (x != x || x > 0.0) {
        return x;
      }
      throw Signal.DOMAIN;
    }
    if (x == Math.floor(x)) {
      if (x <= 0.0) {
        throw Signal.DOMAIN;
      }
      if (x <= 23.0) {
        double product = 1.0;
        for (int i = 2; i < x; i++) {
          product *= i;
        }
        return product;
      }
    }
    double size = Math.abs(x);
    if (size < 1e-20) {
      return rangeChecked(1.0 / x);
    }
    if (size > 200.0) {
      if (x >= 0.0) {
        throw Signal.DOMAIN;
      }
      return 0.0 / sinPi(x);
    }
    double y = size + LANCZOS_G_MINUS_HALF;
    // The rounding error of y, which the result is corrected by.
    double error =
        size > LANCZOS_G_MINUS_HALF
            ? (y - size) - LANCZOS_G_MINUS_HALF
            : (y - LANCZOS_G_MINUS_HALF) - size;
    double z = error * LANCZOS_G / y;
    double r;
    if (x < 0.0) {
      r = -Math.PI / sinPi(size) / size * Math.exp(y) / lanczos(size);
      r -= z * r;
      if (size < 140.0) {
        r /= Math.pow(y, size - 0.5);
      } else {
        double root = Math.pow(y, size / 2.0 - 0.25);
        r /= root;
        r /= root;
      }
    } else {
      r = lanczos(size) / Math.exp(y);
      r += z * r;
      if (size < 140.0) {
        r *= Math.pow(y, size - 0.5);
      } else {
        double root = Math.pow(y, size / 2.0 - 0.25);
        r *= root;
        r *= root;
      }
    }
    return rangeChecked(r);
  }

  static double lgamma(double x) {
    if (!Double.isFinite(x)) {
      return x != x ? x : Double.POSITIVE_INFINITY;
    }
    if (x == Math.floor(x) && x <= 2.0) {
      if (x <= 0.0) {
        throw Signal.DOMAIN;
      }
      return 0.0;
    }
    double size = Math.abs(x);
    if (size < 1e-20) {
      return -Math.log(size);
    }
    double r = Math.log(lanczos(size)) - LANCZOS_G;
    r += (size - 0.5) * (Math.log(size + LANCZOS_G - 0.5) - 1);
    if (x < 0.0) {
      r = LOG_PI - Math.log(Math.abs(sinPi(size))) - Math.log(size) - r;
    }
    return rangeChecked(r);
  }

  private static double lanczos(double x) {
    double numerator = 0.0;
    double denominator = 0.0;
    if (x < 5.0) {
      for (int i = LANCZOS_NUMERATOR.length - 1; i >= 0; i--) {
        numerator = numerator * x + LANCZOS_NUMERATOR[i];
        denominator = denominator * x + LANCZOS_DENOMINATOR[i];
      }
    } else {
      for (int i = 0; i < LANCZOS_NUMERATOR.length; i++) {
        numerator = numerator / x + LANCZOS_NUMERATOR[i];
        denominator = denominator / x + LANCZOS_DENOMINATOR[i];
      }
    }
    return numerator / denominator;
  }

  /** sin(pi x), reduced first so that it stays exact for large x. */
  private static double sinPi(double x) {
    double y = Math.abs(x) % 2.0;
    double r =
        switch ((int) Math.round(2.0 * y)) {
          case 0 -> Math.sin(Math.PI * y);
          case 1 -> Math.cos(Math.PI * (y - 0.5));
          case 2 -> Math.sin(Math.PI * (1.0 - y));
          case 3 -> -Math.cos(Math.PI * (y - 1.5));
          default -> Math.sin(Math.PI * (y - 2.0));
        };
    return Math.copySign(1.0, x) * r;
  }

  private static double rangeChecked(double result) {
    if (Double.isInfinite(result)) {
      throw Signal.DOMAIN;
    }
    return result;
  }

  private static double finiteUnlessGiven(double result, double argument) {
    if (Double.isInfinite(result) && Double.isFinite(argument)) {
      throw Signal.DOMAIN;
    }
    return result;
  }

  private static double numberUnlessGiven(double result, double argument) {
    if (result != result && argument == argument) {
      throw Signal.DOMAIN;
    }
    return result;
  }
}
