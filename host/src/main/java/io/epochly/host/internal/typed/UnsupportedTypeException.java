package io.epochly.host.internal.typed;

/** A type of an interface that cannot cross, and why. */
final class UnsupportedTypeException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedTypeException(String message) {
    super(message);
  }
}
