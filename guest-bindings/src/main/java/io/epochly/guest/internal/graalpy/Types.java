package io.epochly.guest.internal.graalpy;

import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayType.StoreRule;
import io.epochly.kernels.ir.Storage;

/**
 * The array types that guest values have, one object each, so that signatures compare by identity.
 */
final class Types {
  static final int MAX_LIST_RANK = 8;

  /** The greatest number of dimensions of a memoryview. */
  static final int MAX_VIEW_RANK = 64;

  private final ArrayType[][] lists = new ArrayType[Storage.values().length][MAX_LIST_RANK + 1];
  private final ArrayType[][][] buffers =
      new ArrayType[StoreRule.values().length][Storage.values().length][MAX_VIEW_RANK + 1];

  Types() {
    for (Storage storage : Storage.values()) {
      if (storage.isBuffer()) {
        for (StoreRule rule : StoreRule.values()) {
          for (int rank = 1; rank <= MAX_VIEW_RANK; rank++) {
            buffers[rule.ordinal()][storage.ordinal()][rank] = new ArrayType(storage, rank, rule);
          }
        }
      } else if (!storage.isJavaOnly() && !storage.isMemory()) {
        for (int rank = 1; rank <= MAX_LIST_RANK; rank++) {
          lists[storage.ordinal()][rank] = new ArrayType(storage, rank, StoreRule.SAME_TYPE);
        }
      }
    }
  }

  ArrayType list(Storage storage, int rank) {
    return lists[storage.ordinal()][rank];
  }

  /** The type of an {@code epochly.array}. */
  ArrayType typed(Storage storage, int rank) {
    return buffers[StoreRule.CONVERT_ROWS.ordinal()][storage.ordinal()][rank];
  }

  /** The type of an {@code epochly.array} of complex numbers, of one dimension less. */
  ArrayType complex(int rank) {
    return buffers[StoreRule.CONVERT_PARTS.ordinal()][Storage.F64.ordinal()][rank];
  }

  ArrayType buffer(Storage storage, int rank, boolean readOnly) {
    StoreRule rule = readOnly ? StoreRule.READ_ONLY : StoreRule.CONVERT;
    return buffers[rule.ordinal()][storage.ordinal()][rank];
  }
}
