package io.epochly.host;

/** The guest is closed, was cancelled, or its interpreter failed; open another one. */
public final class GuestDeadException extends GuestFailure {
  private static final long serialVersionUID = 1L;

  /** A guest that cannot go on, and why. */
  public GuestDeadException(String message) {
    super(message);
  }

  /** The same, with what ended it. */
  public GuestDeadException(String message, Throwable cause) {
    super(message, cause);
  }
}
