package io.epochly.host;

import io.epochly.host.internal.guest.Bridge;
import org.graalvm.polyglot.Value;

/**
 * A value that a guest returned. It lives in the guest: read it before the guest closes. Reading an
 * array of numbers copies it once, in bulk.
 */
public final class GuestValue {
  private final Bridge bridge;
  private final Value value;

  GuestValue(Bridge bridge, Value value) {
    this.bridge = bridge;
    this.value = value;
  }

  /** Whether it is {@code None}. */
  public boolean isNone() {
    return value.isNull();
  }

  /**
   * The value of a bool.
   *
   * @throws ClassCastException if it is not one
   */
  public boolean asBoolean() {
    return bridge.read(value, "bool", Value::isBoolean, Value::asBoolean);
  }

  /**
   * The value of an int.
   *
   * @throws ClassCastException if it is not one, or does not fit 64 bits
   */
  public long asLong() {
    return bridge.read(value, "int of 64 bits", Value::fitsInLong, Value::asLong);
  }

  /**
   * The value of a float.
   *
   * @throws ClassCastException if it is neither a float nor an int that is exactly a double
   */
  public double asDouble() {
    return bridge.read(value, "float", Value::fitsInDouble, Value::asDouble);
  }

  /**
   * The text of a str.
   *
   * @throws ClassCastException if it is not one
   */
  public String asString() {
    return bridge.read(value, "str", Value::isString, Value::asString);
  }

  /**
   * The elements of an array, list, tuple or buffer of numbers.
   *
   * @throws ClassCastException if an element is not a number
   */
  public double[] asDoubles() {
    return bridge.readDoubles(value);
  }

  /**
   * The elements of an array, list, tuple or buffer of ints.
   *
   * @throws ClassCastException if an element is not an int of 64 bits
   */
  public long[] asLongs() {
    return bridge.readLongs(value);
  }

  /**
   * The bytes of a bytes, bytearray or other contiguous buffer.
   *
   * @throws ClassCastException if it is none
   */
  public byte[] asBytes() {
    return bridge.readBytes(value);
  }

  /** What {@code str()} gives in the guest. */
  @Override
  public String toString() {
    return bridge.text(value);
  }
}
