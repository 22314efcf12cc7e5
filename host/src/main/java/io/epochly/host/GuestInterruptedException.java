package io.epochly.host;

/** {@link Guest#interrupt} ended the call; the guest can be used on. */
public final class GuestInterruptedException extends GuestFailure {
  private static final long serialVersionUID = 1L;

  /** A call was ended from outside. */
  public GuestInterruptedException() {
    super("the guest was interrupted");
  }
}
