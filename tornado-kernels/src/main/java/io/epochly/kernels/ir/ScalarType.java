package io.epochly.kernels.ir;

/** The scalar types of the IR. */
public enum ScalarType implements Type {
  /** True or false; a JVM {@code boolean}. */
  BOOL,
  /** A 64-bit signed integer; overflow bails out. A JVM {@code long}. */
  INT,
  /** An IEEE 754 binary64. A JVM {@code double}. */
  FLOAT
}
