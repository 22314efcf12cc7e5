package io.epochly.kernels.ir;

/**
 * Values that a frontend knows as one and kernels as several scalars: types of arguments and
 * results. A kernel takes one as a read-only or flat array of its parts, and gives it back as a
 * {@link Result.Compound}.
 */
public enum CompoundType implements Type {
  /** A complex number: its real and its imaginary part. */
  COMPLEX(ScalarType.FLOAT),
  /** A text: the code points of its characters. */
  TEXT(ScalarType.INT),
  /** A list of complex numbers: the parts of the first, those of the second, and so on. */
  COMPLEX_LIST(ScalarType.FLOAT);

  private final ScalarType part;

  CompoundType(ScalarType part) {
    this.part = part;
  }

  /** The type of each part. */
  public ScalarType part() {
    return part;
  }
}
