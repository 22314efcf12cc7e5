package io.epochly.host.internal.typed;

import org.jspecify.annotations.Nullable;

/** Whatever is data: what is not, the codec refuses. */
enum AnyConversion implements Conversion {
  ANY;

  @Override
  public @Nullable Object toGuest(@Nullable Object value) {
    return value;
  }

  @Override
  public @Nullable Object toHost(@Nullable Object data) {
    return data;
  }
}
