package io.epochly.host.internal.typed;

import org.jspecify.annotations.Nullable;

/** The passage of values of one Java type. */
interface Conversion {
  /**
   * A value as what {@link io.epochly.host.internal.data.Data} encodes.
   *
   * @throws UnfitException if it is null, or not of the type, as raw collections may hold
   */
  @Nullable Object toGuest(@Nullable Object value) throws UnfitException;

  /**
   * What the data is in Java.
   *
   * @throws UnfitException if it is of another type
   */
  @Nullable Object toHost(@Nullable Object data) throws UnfitException;
}
