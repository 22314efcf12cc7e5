package io.epochly.kernels.ir;

/** How one element of an array lies in memory. */
public enum Storage {
  /** {@code double[]}: the storage of a list of floats. */
  DOUBLES(ScalarType.FLOAT, 8, false),
  /** {@code long[]}: the storage of a list of ints. */
  LONGS(ScalarType.INT, 8, false),
  /**
   * {@code int[]}: a list of ints that all fit 32 bits; a wider store bails out with {@link
   * io.epochly.kernels.BailReason#WIDEN}.
   */
  INTS(ScalarType.INT, 4, false),
  /** {@code boolean[]}: the storage of a list of bools. */
  BOOLS(ScalarType.BOOL, 1, false),
  /** {@code float[]}; of Java only, as the next three. */
  FLOATS(ScalarType.FLOAT, 4, false),
  /** {@code byte[]}, whose elements are no bytes of a buffer. */
  BYTES(ScalarType.INT, 1, false),
  /** {@code short[]}. */
  SHORTS(ScalarType.INT, 2, false),
  /** {@code char[]}. */
  CHARS(ScalarType.INT, 2, false),
  /** {@code double}s of a {@code MemorySegment}, native byte order, aligned; as the next. */
  MEMORY_F64(ScalarType.FLOAT, 8, false),
  MEMORY_F32(ScalarType.FLOAT, 4, false),
  MEMORY_I64(ScalarType.INT, 8, false),
  MEMORY_I32(ScalarType.INT, 4, false),
  MEMORY_I16(ScalarType.INT, 2, false),
  MEMORY_U16(ScalarType.INT, 2, false),
  MEMORY_I8(ScalarType.INT, 1, false),
  MEMORY_U8(ScalarType.INT, 1, false),

  /** Elements of a buffer, native byte order, in a {@code byte[]}. */
  I8(ScalarType.INT, 1, true),
  U8(ScalarType.INT, 1, true),
  I16(ScalarType.INT, 2, true),
  U16(ScalarType.INT, 2, true),
  I32(ScalarType.INT, 4, true),
  U32(ScalarType.INT, 4, true),
  I64(ScalarType.INT, 8, true),
  /** Values from 2**63 on bail out. */
  U64(ScalarType.INT, 8, true),
  /** Read widened, stored rounded to nearest. */
  F32(ScalarType.FLOAT, 4, true),
  F64(ScalarType.FLOAT, 8, true),
  BOOL8(ScalarType.BOOL, 1, true);

  private final ScalarType element;
  private final int bytes;
  private final boolean buffer;

  Storage(ScalarType element, int bytes, boolean buffer) {
    this.element = element;
    this.bytes = bytes;
    this.buffer = buffer;
  }

  /** The type that a load gives. */
  public ScalarType element() {
    return element;
  }

  /** The size of an element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether only Java's arrays have it, and no list. */
  public boolean isJavaOnly() {
    return this == FLOATS || this == BYTES || this == SHORTS || this == CHARS;
  }

  /** Whether elements lie in a {@code MemorySegment}; only parameters of one dimension do. */
  public boolean isMemory() {
    return switch (this) {
      case MEMORY_F64,
          MEMORY_F32,
          MEMORY_I64,
          MEMORY_I32,
          MEMORY_I16,
          MEMORY_U16,
          MEMORY_I8,
          MEMORY_U8 ->
          true;
      default -> false;
    };
  }

  /** Whether elements lie in a {@code byte[]} at byte offsets, rather than in a typed array. */
  public boolean isBuffer() {
    return buffer;
  }
}
