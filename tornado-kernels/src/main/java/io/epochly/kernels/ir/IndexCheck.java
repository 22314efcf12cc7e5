package io.epochly.kernels.ir;

/** What still has to be checked of an index when the access runs. */
public enum IndexCheck {
  /** A negative index counts from the end; one out of range bails out. */
  WRAP,
  /** One that is negative or beyond the end bails out. */
  RANGE,
  /** Proven not negative; one beyond the end bails out. */
  UPPER,
  /** Proven in range. */
  NONE
}
