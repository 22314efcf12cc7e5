package io.epochly.host;

/** The host is set up to need a valid licence, and has none; the message says what is wrong. */
public final class LicenceRequiredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why the host has no valid licence. */
  public LicenceRequiredException(String message) {
    super(message);
  }
}
