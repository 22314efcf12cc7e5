package io.epochly.host;

/**
 * This machine cannot hold a guest as its policy asks; the message says what to install or allow.
 */
public final class IsolationUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is missing, and how it can be had. */
  public IsolationUnavailableException(String message) {
    super(message);
  }
}
