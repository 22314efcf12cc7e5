package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.interop.TruffleObject;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.ir.Storage;
import java.util.Optional;

/**
 * Where the elements of an {@code epochly.array} lie. The guest's array holds one, which never
 * changes, so that a call needs a single attribute of it; guest code can do nothing with it.
 */
public final class ArrayLayout implements TruffleObject {
  private final Object memory;
  private final Optional<Storage> storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final long first;
  private final long end;

  /**
   * @param memory the guest's {@code bytearray}
   * @param storage absent for elements that kernels do not have
   * @param offset the first byte of the first element
   * @param shape lengths, at least one
   * @param strides bytes from an element to the next along each axis
   */
  public ArrayLayout(
      Object memory, Optional<Storage> storage, long offset, long[] shape, long[] strides) {
    if (shape.length == 0 || shape.length > Types.MAX_VIEW_RANK || shape.length != strides.length) {
      throw new IllegalArgumentException(
          "an array has 1 to " + Types.MAX_VIEW_RANK + " dimensions, each with a stride");
    }
    this.memory = memory;
    this.storage = storage;
    this.offset = offset;
    this.shape = shape.clone();
    this.strides = strides.clone();
    long low = offset;
    long high = offset;
    boolean empty = false;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0) {
        throw new IllegalArgumentException("a length is negative");
      }
      empty |= shape[axis] == 0;
      long reach = Math.multiplyExact(Math.max(shape[axis] - 1, 0), strides[axis]);
      if (reach < 0) {
        low = Math.addExact(low, reach);
      } else {
        high = Math.addExact(high, reach);
      }
    }
    this.first = empty ? 0 : low;
    this.end = empty ? 0 : high + storage.map(Storage::bytes).orElse(0);
  }

  Object memory() {
    return memory;
  }

  Optional<Storage> storage() {
    return storage;
  }

  int rank() {
    return shape.length;
  }

  /** Whether all elements lie in a memory of this size. */
  boolean liesWithin(int bytes) {
    return first >= 0 && end <= bytes;
  }

  /** The operand for a kernel. */
  ArrayArg over(byte[] bytes) {
    return ArrayArg.buffer(bytes, offset, shape, strides);
  }

  /** Whether the elements lie one behind the other, in the order of their indices. */
  private boolean isContiguous() {
    long stride = storage.map(Storage::bytes).orElse(0);
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != stride) {
        return false;
      }
      stride *= shape[axis];
    }
    return true;
  }

  /** The same elements along one axis, where they lie one behind the other. */
  public Optional<ArrayLayout> flat() {
    if (!isContiguous() || storage.isEmpty()) {
      return Optional.empty();
    }
    long count = 1;
    for (long length : shape) {
      count *= length;
    }
    long[] one = {count};
    return Optional.of(
        new ArrayLayout(memory, storage, offset, one, new long[] {storage.get().bytes()}));
  }
}
