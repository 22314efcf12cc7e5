package io.epochly.host;

/**
 * Why a guest did not return normally: an error, an exit, an interrupt, a limit, or its own end.
 */
public abstract sealed class GuestFailure extends RuntimeException
    permits GuestException,
        GuestExitException,
        GuestInterruptedException,
        GuestDeadException,
        GuestStuckException,
        ResourceExhaustedException {
  private static final long serialVersionUID = 1L;

  GuestFailure(String message) {
    super(message);
  }

  GuestFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
