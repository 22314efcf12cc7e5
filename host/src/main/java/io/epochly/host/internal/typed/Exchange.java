package io.epochly.host.internal.typed;

import io.epochly.guest.DirectFunction;
import java.util.List;
import java.util.Optional;

/** Takes a request to the guest and brings its answer; both as {@code typed.py} has them. */
@FunctionalInterface
public interface Exchange {
  byte[] ask(byte[] request);

  /** As {@link io.epochly.host.internal.guest.Session#direct}. */
  default Optional<DirectFunction> direct(
      List<DirectFunction.Parameter> parameters, Class<?> result) {
    return Optional.empty();
  }
}
