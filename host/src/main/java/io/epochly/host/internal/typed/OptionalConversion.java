package io.epochly.host.internal.typed;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be None. */
record OptionalConversion(Conversion value) implements Conversion {
  @Override
  public @Nullable Object toGuest(@Nullable Object given) throws UnfitException {
    if (!(given instanceof Optional<?> optional)) {
      throw new UnfitException("is null, not an Optional: pass Optional.empty() for None");
    }
    return optional.isEmpty() ? null : value.toGuest(optional.get());
  }

  @Override
  public Object toHost(@Nullable Object data) throws UnfitException {
    return data == null ? Optional.empty() : Optional.ofNullable(value.toHost(data));
  }
}
