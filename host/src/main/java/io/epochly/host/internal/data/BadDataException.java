package io.epochly.host.internal.data;

/** Bytes that are no value, or a value that cannot cross. */
public final class BadDataException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadDataException(String message) {
    super(message);
  }
}
