package io.epochly.conformance.claims.internal;

/** This machine has no tool, or no leave, to see with; the message says what to install. */
public final class MissingToolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingToolException(String message) {
    super(message);
  }
}
