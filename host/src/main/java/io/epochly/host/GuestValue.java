package io.epochly.host;

import io.epochly.host.internal.guest.Reference;

/**
 * A value that a guest returned. It lives in the guest: read it before the guest closes. Reading an
 * array of numbers copies it once, in bulk. What is larger than the policy's {@link Limit#RESULT}
 * is not read: that throws a {@link ResourceExhaustedException}, and the guest lives on.
 */
public final class GuestValue {
  private final Reference value;

  GuestValue(Reference value) {
    this.value = value;
  }

  /** Whether it is {@code None}. */
  public boolean isNone() {
    return value.isNone();
  }

  /**
   * The value of a bool.
   *
   * @throws ClassCastException if it is not one
   */
  public boolean asBoolean() {
    return value.asBoolean();
  }

  /**
   * The value of an int.
   *
   * @throws ClassCastException if it is not one, or does not fit 64 bits
   */
  public long asLong() {
    return value.asLong();
  }

  /**
   * The value of a float.
   *
   * @throws ClassCastException if it is neither a float nor an int that is exactly a double
   */
  public double asDouble() {
    return value.asDouble();
  }

  /**
   * The text of a str.
   *
   * @throws ClassCastException if it is not one
   */
  public String asString() {
    return value.asString();
  }

  /**
   * The elements of an array, list, tuple or buffer of numbers.
   *
   * @throws ClassCastException if an element is not a number
   */
  public double[] asDoubles() {
    return value.asDoubles();
  }

  /**
   * The elements of an array, list, tuple or buffer of ints.
   *
   * @throws ClassCastException if an element is not an int of 64 bits
   */
  public long[] asLongs() {
    return value.asLongs();
  }

  /**
   * The bytes of a bytes, bytearray or other contiguous buffer.
   *
   * @throws ClassCastException if it is none
   */
  public byte[] asBytes() {
    return value.asBytes();
  }

  /** What {@code str()} gives in the guest. */
  @Override
  public String toString() {
    return value.text();
  }
}
