package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.interop.TruffleObject;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Storage;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the elements of an {@code epochly.array} lie. The guest's array holds one, which never
 * changes, so that a call needs a single attribute of it; guest code can do nothing with it.
 */
public final class ArrayLayout implements TruffleObject {
  private final ArrayMemory memory;
  private final Optional<Storage> storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final long first;
  private final long end;

  /**
   * @param storage absent for complex numbers, whose two parts are floats of 64 bits
   * @param offset the first byte of the first element
   * @param shape lengths, at least one
   * @param strides bytes from an element to the next along each axis
   */
  public ArrayLayout(
      ArrayMemory memory, Optional<Storage> storage, long offset, long[] shape, long[] strides) {
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
    this.end = empty ? 0 : high + bytes();
  }

  private int bytes() {
    return storage.map(Storage::bytes).orElse(2 * Storage.F64.bytes());
  }

  ArrayMemory memory() {
    return memory;
  }

  /** The type of the operand for a kernel, or nothing where kernels have none with so many axes. */
  Optional<ArrayType> type(Types types) {
    if (storage.isPresent()) {
      return Optional.of(types.typed(storage.get(), shape.length));
    }
    return shape.length < Types.MAX_VIEW_RANK
        ? Optional.of(types.complex(shape.length + 1))
        : Optional.empty();
  }

  /** Whether all elements lie in a memory of this size. */
  boolean liesWithin(int bytes) {
    return first >= 0 && end <= bytes;
  }

  /** The operand for a kernel. */
  ArrayArg over(byte[] bytes) {
    return storage.isPresent()
        ? ArrayArg.buffer(bytes, offset, shape, strides)
        : ArrayArg.buffer(bytes, offset, with(shape, 2), with(strides, Storage.F64.bytes()));
  }

  private static long[] with(long[] axes, long last) {
    long[] result = Arrays.copyOf(axes, axes.length + 1);
    result[axes.length] = last;
    return result;
  }

  /** Whether the elements lie one behind the other, in the order of their indices. */
  private boolean isContiguous() {
    long stride = bytes();
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
