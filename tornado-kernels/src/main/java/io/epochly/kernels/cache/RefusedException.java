package io.epochly.kernels.cache;

/** Ends the opening of a folder; the message is the reason that the caller gets. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String reason) {
    super(reason);
  }
}
