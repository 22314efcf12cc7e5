package io.epochly.host.internal.typed;

/**
 * A value is not of the declared type; the message tells where and of what type, never the value.
 */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;

  UnfitException(String message) {
    super(message);
  }
}
