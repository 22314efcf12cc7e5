package io.epochly.kernels.internal.jvm;

/**
 * Functions of complex numbers with the guest's results to the bit; called by generated code. Each
 * refuses, by a {@link Signal}, the arguments for which the guest raises.
 */
final class Complex {
  /** Parts whose exponents differ by more than this do not show in each other's magnitude. */
  private static final int NEGLIGIBLE = 27;

  /** Whole exponents below this are multiplied out, which rounds otherwise than a logarithm. */
  private static final double SMALL_POWER = 100;

  private final double real;
  private final double imag;

  private Complex(double real, double imag) {
    this.real = real;
    this.imag = imag;
  }

  /** The root of the sum of the squares, of parts brought near to one by a power of two. */
  static double complexAbs(double real, double imag) {
    if (Double.isInfinite(real) || Double.isInfinite(imag)) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(real) || Double.isNaN(imag)) {
      return Double.NaN;
    }
    int realExponent = Math.getExponent(real);
    int imagExponent = Math.getExponent(imag);
    if (realExponent - imagExponent > NEGLIGIBLE) {
      return Math.abs(real);
    }
    if (imagExponent - realExponent > NEGLIGIBLE) {
      return Math.abs(imag);
    }
    int scale = (realExponent + imagExponent) / 2;
    double x = Math.scalb(real, -scale);
    double y = Math.scalb(imag, -scale);
    double result = scaled(Math.sqrt(x * x + y * y), scale);
    if (Double.isInfinite(result)) {
      throw Signal.DOMAIN;
    }
    return result;
  }

  /**
   * Times two to that power. Where both parts were subnormal the guest rounds ties away from zero,
   * which one addition does as long as the sum is exact.
   */
  private static double scaled(double value, int power) {
    if (power > -1023 || value >= 2) {
      return Math.scalb(value, power);
    }
    return Math.floor(value * 0x1p51 + 0.5) * Double.MIN_VALUE;
  }

  static double complexPowReal(double real, double imag, double powerReal, double powerImag) {
    return power(new Complex(real, imag), new Complex(powerReal, powerImag)).real;
  }

  static double complexPowImag(double real, double imag, double powerReal, double powerImag) {
    return power(new Complex(real, imag), new Complex(powerReal, powerImag)).imag;
  }

  private static Complex power(Complex base, Complex exponent) {
    if (exponent.isZero()) {
      return new Complex(1.0, 0.0);
    }
    if (base.isZero()) {
      if (exponent.imag != 0 || exponent.real < 0) {
        throw Signal.ZERO_DIVISION;
      }
      return new Complex(0.0, 0.0);
    }
    Complex result =
        exponent.isSmallInt() ? wholePower(base, (int) exponent.real) : polarPower(base, exponent);
    if (Double.isInfinite(result.real) || Double.isInfinite(result.imag)) {
      throw Signal.DOMAIN;
    }
    return result;
  }

  private boolean isZero() {
    return real == 0 && imag == 0;
  }

  private boolean isSmallInt() {
    return imag == 0 && Math.abs(real) < SMALL_POWER && real == (int) real;
  }

  private static Complex wholePower(Complex base, int exponent) {
    Complex power = new Complex(1.0, 0.0);
    Complex square = base;
    for (int rest = Math.abs(exponent); rest != 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        power = power.times(square);
      }
      square = square.times(square);
    }
    return exponent < 0 ? power.inverse() : power;
  }

  private Complex times(Complex other) {
    return new Complex(
        real * other.real - imag * other.imag, real * other.imag + imag * other.real);
  }

  /** Not what the guest's division gives, but what its powers do. */
  private Complex inverse() {
    double square = real * real + imag * imag;
    return new Complex(real / square, -imag / square);
  }

  private static Complex polarPower(Complex base, Complex exponent) {
    double length = Math.hypot(base.real, base.imag);
    double angle = Math.atan2(base.imag, base.real);
    double powerLength = Math.pow(length, exponent.real);
    double powerAngle = angle * exponent.real;
    if (exponent.imag != 0) {
      powerLength /= Math.exp(angle * exponent.imag);
      powerAngle += exponent.imag * Math.log(length);
    }
    return new Complex(powerLength * Math.cos(powerAngle), powerLength * Math.sin(powerAngle));
  }
}
