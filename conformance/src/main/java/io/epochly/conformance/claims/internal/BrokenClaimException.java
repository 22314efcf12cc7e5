package io.epochly.conformance.claims.internal;

/** A claim does not hold; the message says what was seen. */
public final class BrokenClaimException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenClaimException(String message) {
    super(message);
  }
}
