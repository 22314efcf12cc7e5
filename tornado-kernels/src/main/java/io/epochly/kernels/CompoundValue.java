package io.epochly.kernels;

import io.epochly.kernels.ir.CompoundType;

/** A result that consists of several scalars, and what they are together. */
public final class CompoundValue {
  private final CompoundType type;
  private final double[] floats;
  private final long[] ints;

  private CompoundValue(CompoundType type, double[] floats, long[] ints) {
    this.type = type;
    this.floats = floats;
    this.ints = ints;
  }

  /** A complex number. */
  public static CompoundValue complex(double real, double imaginary) {
    return new CompoundValue(CompoundType.COMPLEX, new double[] {real, imaginary}, new long[0]);
  }

  /** A list of complex numbers, given by their parts; the array is not copied. */
  public static CompoundValue complexList(double[] parts) {
    return new CompoundValue(CompoundType.COMPLEX_LIST, parts, new long[0]);
  }

  /** A text of these code points; the array is not copied. */
  public static CompoundValue text(long[] codePoints) {
    return new CompoundValue(CompoundType.TEXT, new double[0], codePoints);
  }

  public CompoundType type() {
    return type;
  }

  /** The real part of a complex number. */
  public double real() {
    return floats[0];
  }

  /** The imaginary part of a complex number. */
  public double imaginary() {
    return floats[1];
  }

  /** The parts of a list of complex numbers. */
  public double[] parts() {
    return floats;
  }

  /** The code points of a text. */
  public long[] codePoints() {
    return ints;
  }
}
