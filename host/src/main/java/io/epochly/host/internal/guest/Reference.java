package io.epochly.host.internal.guest;

import java.util.Optional;

/** A value in a guest. See {@link io.epochly.host.GuestValue} for what each function throws. */
public interface Reference {
  boolean isNone();

  /** Its value if it is exactly a bool, an int of 64 bits, a float or a short str. */
  Optional<Object> small();

  /** The name of its type. */
  String type();

  boolean asBoolean();

  long asLong();

  double asDouble();

  String asString();

  double[] asDoubles();

  long[] asLongs();

  byte[] asBytes();

  /** What {@code str()} gives. */
  String text();
}
