package io.epochly.kernels;

/** Why a kernel gave up; the plain function then runs on unchanged arguments. */
public enum BailReason {
  /** An integer result left 64 bits. */
  OVERFLOW("an int left 64 bits"),
  /** An index was out of range. */
  INDEX("an index was out of range"),
  /** Division or modulo by zero. */
  ZERO_DIVISION("division by zero"),
  /** A function was called outside its domain, or its result left its range. */
  DOMAIN("a function was called outside its domain"),
  /** A float could not become an int. */
  CONVERSION("a value could not be converted"),
  /** A shift by a negative count, or by so much that the result leaves 64 bits. */
  SHIFT("a shift left the range of 64 bits"),
  /** A power whose result is not of the type that it usually has. */
  POWER("a power left the type it was compiled for"),
  /** A store of a type that changes the storage of the array. */
  STORE_TYPE("a value of another type was stored into an array"),
  /** A store that the array's element type cannot hold. */
  STORE_RANGE("a value out of the element type's range was stored"),
  /** A store beyond 32 bits into a list whose ints all fit 32 bits so far. */
  WIDEN("an int beyond 32 bits was stored into a list of 32-bit ints"),
  /** A load of an unsigned value from 2**63 on. */
  LOAD_RANGE("an unsigned value beyond 63 bits was read"),
  /** A name was read that was not bound. */
  UNBOUND("a name was read that was not bound"),
  /** A value had another type than the one that was compiled for. */
  TYPE("a value had another type than the compiled one"),
  /**
   * A list would be too long for an array or the memory, or an argument would change its length.
   */
  LENGTH("a list would be too long for the memory, or an argument would change its length"),
  /** Calls were nested deeper than kernels allow. */
  DEPTH("calls were nested too deep"),
  /** A row of an argument would be replaced by another list. */
  ROW("a row of an argument would be replaced"),
  /** A list of another length than there are targets was to be unpacked. */
  UNPACK("a list does not have as many elements as there are targets"),
  /** A list to be sorted was an argument, or held NaNs or -0.0. */
  SORT("the list to be sorted is an argument, or holds NaN or -0.0"),
  /** The result of {@code range()} with a step of zero. */
  RANGE_STEP("range() with step zero"),
  /** An array of a negative length was to be made. */
  NEGATIVE_LENGTH("an array of a negative length was to be made"),
  /** A statement that is not compiled was reached. */
  NOT_COMPILED("a statement that is not compiled was reached"),
  /** A buffer has gaps between its elements, and code for such buffers would be too large. */
  GAPS("the function is too large for buffers with gaps between their elements"),
  /** A loop that a device was to run has too few iterations, or its lists share memory. */
  NOT_ON_DEVICE("a loop could not run on the device");

  private final String text;

  BailReason(String text) {
    this.text = text;
  }

  /** A sentence part that tells a user what happened. */
  public String text() {
    return text;
  }
}
