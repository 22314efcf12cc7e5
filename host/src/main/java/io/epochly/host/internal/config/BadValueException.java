package io.epochly.host.internal.config;

/** A value is not one that a setting accepts; the message says what is. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  BadValueException(String accepted) {
    super(accepted);
  }
}
