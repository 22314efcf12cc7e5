package io.epochly.kernels.ir;

/**
 * An array parameter.
 *
 * <p>A typed storage of rank 1 is a flat array; of a higher rank it is an array of arrays (rows may
 * have different lengths). A buffer storage of any rank is one region addressed by strides.
 *
 * @param storage how an element lies in memory
 * @param rank number of indices that reach an element, at least 1
 * @param store what the guest allows to be stored into it
 */
public record ArrayType(Storage storage, int rank, StoreRule store) implements Type {
  /** Which scalar types a store accepts without changing what the guest would observe. */
  public enum StoreRule {
    /** Any store raises in the guest (bytes, a read-only view): it bails out. */
    READ_ONLY,
    /** Only the element's own type keeps the storage as it is (lists): others bail out. */
    SAME_TYPE,
    /** The guest converts ints and bools as the buffer protocol does; range errors bail out. */
    CONVERT,
    /** As {@link #CONVERT}; and what fewer indices than dimensions reach is an array as well. */
    CONVERT_ROWS,
    /** The same, of complex numbers, whose parts are the last axis. */
    CONVERT_PARTS,
    /**
     * An array of Java's: a store keeps the low bits of an int, and rounds a float; rows have the
     * length that their array has.
     */
    LOW_BITS
  }

  public ArrayType {
    if (rank < 1) {
      throw new IllegalArgumentException("rank " + rank + " of an array type; it is at least 1");
    }
    boolean converts = storage == Storage.FLOATS || storage == Storage.SHORTS || storage.isMemory();
    if ((storage.isJavaOnly() || storage.isMemory())
        && store != StoreRule.LOW_BITS
        && !(converts && store == StoreRule.CONVERT)) {
      throw new IllegalArgumentException(
          storage + " has the rule LOW_BITS" + (converts ? " or CONVERT" : "") + ", not " + store);
    }
    if (storage.isMemory() && rank > 1) {
      throw new IllegalArgumentException("memory of " + rank + " dimensions; it has one");
    }
  }

  /** Whether it has rows that may have different lengths, which an {@code ArrayArg} tells. */
  public boolean hasRows() {
    return rank > 1 && !storage.isBuffer() && store != StoreRule.LOW_BITS;
  }

  /** The type of what so many leading indices reach, fewer than the rank. */
  public ArrayType row(int indices) {
    return indices == 0 ? this : new ArrayType(storage, rank - indices, store);
  }

  /** The type that a full index gives. */
  public ScalarType element() {
    return storage.element();
  }
}
