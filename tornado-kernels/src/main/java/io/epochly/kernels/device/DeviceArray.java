package io.epochly.kernels.device;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.opencl.ResidentArray;
import java.lang.reflect.Array;

/**
 * An array of numbers or booleans that lies on a device and stays there between calls, until it is
 * closed. Kernels on this device take it in the place of a Java array of its type:
 *
 * <pre>{@code
 * JavaKernels kernels = host.kernels().onDevice();
 * JavaKernel step = kernels.compile(Heat.class, "step");
 * try (DeviceArray<double[]> from = kernels.array(field);
 *     DeviceArray<double[]> to = kernels.array(double[].class, field.length)) {
 *   for (int i = 0; i < 100; i += 2) {
 *     step.run(from, to);
 *     step.run(to, from);
 *   }
 *   from.copyTo(field);
 * }
 * }</pre>
 *
 * <p>Its memory, and that of a second one of its size where a call that stores into it may have to
 * be undone, counts against the limit of the device's owner. It is cleared before it is given back.
 *
 * <p>When the device's process ends, by a fault of its driver or because a call on it was
 * cancelled, what lies there is lost: all further use throws a {@link DeviceArrayLostException}.
 *
 * <p>Safe for use by several threads; each call and copy has the device for itself. A call that
 * runs on the cores takes a copy of each array there and brings all of them back: what others store
 * there meanwhile is lost.
 *
 * @param <A> the type of Java's array: {@code double[]}
 */
public final class DeviceArray<A> implements AutoCloseable {
  private final DeviceQueue queue;
  private final DeviceInfo device;
  private final ResidentArray memory;
  private final Class<A> type;
  private final int length;
  private final A standIn;
  private volatile boolean closed;

  DeviceArray(
      DeviceQueue queue, DeviceInfo device, ResidentArray memory, Class<A> type, int length) {
    this.queue = queue;
    this.device = device;
    this.memory = memory;
    this.type = type;
    this.length = length;
    this.standIn = type.cast(Array.newInstance(type.componentType(), 0));
  }

  /**
   * @throws IllegalArgumentException if it is no type of arrays of numbers or booleans
   */
  static <A> Class<A> required(Class<A> type) {
    if (!type.isArray() || !type.componentType().isPrimitive()) {
      throw new IllegalArgumentException(
          "devices take arrays of numbers or booleans of one dimension, such as double[], and no "
              + type.getSimpleName());
    }
    return type;
  }

  /** The type of Java's array. */
  public Class<A> type() {
    return type;
  }

  /** How many elements it has. */
  public int length() {
    return length;
  }

  /** Whether it lies on the device of this queue. */
  public boolean isOf(DeviceQueue other) {
    return queue == other;
  }

  /**
   * Stores all elements of an array, which has as many.
   *
   * @throws IllegalArgumentException if it has not
   * @throws IllegalStateException if this is closed, or its owner is
   * @throws DeviceException if the device failed, or what lies there is lost
   */
  public void copyFrom(A array) {
    copyFrom(array, DeviceQueue.NONE);
  }

  /**
   * The same.
   *
   * @param poll called while it waits; when it throws, the device is given up
   */
  public void copyFrom(A array, Poll poll) {
    requireSize(array);
    queue.use(this, poll, there -> there.write(array, poll));
  }

  /**
   * Loads all elements into an array, which has as many.
   *
   * @throws IllegalArgumentException if it has not
   * @throws IllegalStateException if this is closed, or its owner is
   * @throws DeviceException if the device failed, or what lies there is lost
   */
  public void copyTo(A array) {
    requireSize(array);
    queue.use(this, DeviceQueue.NONE, there -> there.read(array));
  }

  /** The same into a new array. */
  public A toArray() {
    A array = type.cast(Array.newInstance(type.componentType(), length));
    copyTo(array);
    return array;
  }

  private void requireSize(A array) {
    if (!type.isInstance(array) || Array.getLength(array) != length) {
      throw new IllegalArgumentException(
          "%s and not %s[%d]"
              .formatted(
                  this, array.getClass().componentType().getSimpleName(), Array.getLength(array)));
    }
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Clears it and gives its memory back, when the call that has the device is over. Once is enough;
   * where the device is lost or its owner closed, that has happened.
   */
  @Override
  public void close() {
    queue.release(this);
  }

  /** Whether what lay there is lost, with the process of its device. */
  public boolean isLost() {
    return queue.hasLost(this);
  }

  ResidentArray memory() {
    return memory;
  }

  /** For the thread that has the device; whether it was open. */
  boolean markClosed() {
    boolean was = !closed;
    closed = true;
    return was;
  }

  /** What stands for it where only its length and which one it is matter. */
  ArrayArg operand() {
    return ArrayArg.flat(standIn, length);
  }

  /** Whether an operand is what stands for it. */
  boolean isMeantBy(Object result) {
    return result instanceof ArrayArg arg && arg.base == standIn;
  }

  /**
   * A part of an array of bytes that stays on a device, as an operand of a kernel that takes
   * buffers.
   *
   * @param operand the same part of a copy here, of which only its place is used: operands that
   *     share memory share that copy
   */
  public record Region(DeviceArray<byte[]> array, ArrayArg operand) {}

  /** What it is: {@code a double[1000] on device 0:0}. */
  @Override
  public String toString() {
    return "a %s[%d] on device %s"
        .formatted(type.componentType().getSimpleName(), length, device.id());
  }
}
