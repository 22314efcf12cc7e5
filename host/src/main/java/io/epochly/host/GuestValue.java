package io.epochly.host;

import io.epochly.host.internal.guest.CallGate;
import io.epochly.host.internal.guest.Reference;

/**
 * A value that a guest returned. It lives in the guest: read it before the guest closes, or a
 * {@link GuestDeadException} tells that it has. Reading an array of numbers copies it once, in
 * bulk. What is larger than the policy's {@link Limit#RESULT} is not read: that throws a {@link
 * ResourceExhaustedException}, and the guest lives on.
 */
public final class GuestValue {
  private final Reference value;
  private final CallGate gate;

  GuestValue(Reference value, CallGate gate) {
    this.value = value;
    this.gate = gate;
  }

  private Reference read() {
    gate.requireOpen();
    return value;
  }

  /** Whether it is {@code None}. */
  public boolean isNone() {
    return read().isNone();
  }

  /**
   * The value of a bool.
   *
   * @throws ClassCastException if it is not one
   */
  public boolean asBoolean() {
    return read().asBoolean();
  }

  /**
   * The value of an int.
   *
   * @throws ClassCastException if it is not one, or does not fit 64 bits
   */
  public long asLong() {
    return read().asLong();
  }

  /**
   * The value of a float.
   *
   * @throws ClassCastException if it is neither a float nor an int that is exactly a double
   */
  public double asDouble() {
    return read().asDouble();
  }

  /**
   * The text of a str.
   *
   * @throws ClassCastException if it is not one
   */
  public String asString() {
    return read().asString();
  }

  /**
   * The elements of an array, list, tuple or buffer of numbers.
   *
   * @throws ClassCastException if an element is not a number
   */
  public double[] asDoubles() {
    return read().asDoubles();
  }

  /**
   * The elements of an array, list, tuple or buffer of ints.
   *
   * @throws ClassCastException if an element is not an int of 64 bits
   */
  public long[] asLongs() {
    return read().asLongs();
  }

  /**
   * The bytes of a bytes, bytearray or other contiguous buffer.
   *
   * @throws ClassCastException if it is none
   */
  public byte[] asBytes() {
    return read().asBytes();
  }

  /** What {@code str()} gives in the guest. */
  @Override
  public String toString() {
    return read().text();
  }
}
