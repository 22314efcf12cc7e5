package io.epochly.host;

/** The host is set up to need a valid licence, and has none; the message says what is wrong. */
public final class LicenceRequiredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LicenceRequiredException(String message) {
    super(message);
  }
}
