package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.Position;

/** Ends the lowering of a function at the first construct that has no kernel form. */
final class UnsupportedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CompileOutcome.Reason reason;

  UnsupportedException(String text, Position position) {
    super(text, null, false, false);
    this.reason = new CompileOutcome.Reason(text, position);
  }

  CompileOutcome.Reason reason() {
    return reason;
  }
}
