package io.epochly.guest.internal.frontend;

/**
 * As far as is known yet, a call does not return, and what stands behind it is not reached. Thrown
 * only while the function that is called is still being lowered for the first times.
 */
final class NeverReturns extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NeverReturns() {
    super(null, null, false, false);
  }
}
