package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ArrayArg;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Copies of the arrays that a kernel stores into, taken before it runs, so that its stores can be
 * undone. The kernel works in place: aliases stay aliases, and a call that succeeds pays one copy.
 */
final class Transaction {
  private final Map<Object, Object> copies;

  private Transaction(int arrays) {
    copies = new IdentityHashMap<>(arrays);
  }

  /** Copies every leaf array that one of the arguments at {@code stored} can reach. */
  static Transaction begin(Object[] operands, int[] stored) {
    Transaction transaction = new Transaction(stored.length);
    for (int index : stored) {
      transaction.save(((ArrayArg) operands[index]).base);
    }
    return transaction;
  }

  /**
   * How many elements the copies of an array would have; of buffers, as if they were of 64 bits.
   */
  static long elements(Object array) {
    return switch (array) {
      case Object[] rows -> {
        long sum = 0;
        for (Object row : rows) {
          sum += elements(row);
        }
        yield sum;
      }
      case byte[] bytes -> bytes.length / Long.BYTES;
      case MemorySegment memory -> memory.byteSize() / Long.BYTES;
      default -> Array.getLength(array);
    };
  }

  private void save(Object array) {
    if (array instanceof Object[] rows) {
      for (Object row : rows) {
        save(row);
      }
    } else if (!copies.containsKey(array)) {
      copies.put(array, copy(array));
    }
  }

  private static Object copy(Object leaf) {
    return switch (leaf) {
      case double[] a -> a.clone();
      case long[] a -> a.clone();
      case int[] a -> a.clone();
      case boolean[] a -> a.clone();
      case float[] a -> a.clone();
      case short[] a -> a.clone();
      case char[] a -> a.clone();
      case byte[] a -> a.clone();
      case MemorySegment a -> a.toArray(ValueLayout.JAVA_BYTE);
      default -> throw new IllegalArgumentException("no storage of kernels: " + leaf.getClass());
    };
  }

  /** Puts everything back as it was. */
  void rollback() {
    for (Map.Entry<Object, Object> entry : copies.entrySet()) {
      Object copy = entry.getValue();
      if (entry.getKey() instanceof MemorySegment memory) {
        // What was freed meanwhile is nobody's any more.
        if (memory.scope().isAlive()) {
          MemorySegment.copy(
              (byte[]) copy, 0, memory, ValueLayout.JAVA_BYTE, 0, ((byte[]) copy).length);
        }
      } else {
        System.arraycopy(copy, 0, entry.getKey(), 0, Array.getLength(copy));
      }
    }
  }
}
