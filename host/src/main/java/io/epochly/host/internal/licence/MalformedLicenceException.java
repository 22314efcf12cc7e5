package io.epochly.host.internal.licence;

/** A text is no licence; the message says why, without the text. */
public final class MalformedLicenceException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedLicenceException(String message) {
    super(message);
  }
}
