package io.epochly.host.internal.typed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dicts; the copies that come out cannot be changed, and keep the order. */
record MapConversion(Conversion key, Conversion value) implements Conversion {
  @Override
  public Object toGuest(@Nullable Object given) throws UnfitException {
    if (!(given instanceof Map<?, ?> map)) {
      throw new UnfitException("is null, not a Map");
    }
    Map<@Nullable Object, @Nullable Object> passed = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      try {
        passed.put(key.toGuest(entry.getKey()), value.toGuest(entry.getValue()));
      } catch (UnfitException e) {
        throw inside(e);
      }
    }
    return passed;
  }

  @Override
  public Object toHost(@Nullable Object data) throws UnfitException {
    if (!(data instanceof Map<?, ?> map)) {
      throw new UnfitException("is %s, not a dict".formatted(TypeNames.ofData(data)));
    }
    Map<@Nullable Object, @Nullable Object> read = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      try {
        read.put(key.toHost(entry.getKey()), value.toHost(entry.getValue()));
      } catch (UnfitException e) {
        throw inside(e);
      }
    }
    return Collections.unmodifiableMap(read);
  }

  private static UnfitException inside(UnfitException e) {
    return new UnfitException("has a key or value that " + e.getMessage());
  }
}
