package io.epochly.host.internal.typed;

/** Takes a request to the guest and brings its answer; both as {@code typed.py} has them. */
@FunctionalInterface
public interface Exchange {
  byte[] ask(byte[] request);
}
