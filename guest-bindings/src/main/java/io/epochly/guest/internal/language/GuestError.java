package io.epochly.guest.internal.language;

import com.oracle.truffle.api.exception.AbstractTruffleException;

/** An error that guest code sees as an exception: a call of the runtime that makes no sense. */
final class GuestError extends AbstractTruffleException {
  private static final long serialVersionUID = 1L;

  GuestError(String message) {
    super(message);
  }
}
