package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.BailReason;

/** Thrown by run-time routines of a kernel; the code at the call site turns it into a bail-out. */
final class Signal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final Signal OVERFLOW = new Signal(BailReason.OVERFLOW);
  static final Signal ZERO_DIVISION = new Signal(BailReason.ZERO_DIVISION);
  static final Signal DOMAIN = new Signal(BailReason.DOMAIN);
  static final Signal CONVERSION = new Signal(BailReason.CONVERSION);
  static final Signal SHIFT = new Signal(BailReason.SHIFT);
  static final Signal POWER = new Signal(BailReason.POWER);
  static final Signal STORE_RANGE = new Signal(BailReason.STORE_RANGE);
  static final Signal WIDEN = new Signal(BailReason.WIDEN);
  static final Signal LOAD_RANGE = new Signal(BailReason.LOAD_RANGE);
  static final Signal LENGTH = new Signal(BailReason.LENGTH);
  static final Signal NEGATIVE_LENGTH = new Signal(BailReason.NEGATIVE_LENGTH);
  static final Signal INDEX = new Signal(BailReason.INDEX);
  static final Signal SORT = new Signal(BailReason.SORT);
  static final Signal DEPTH = new Signal(BailReason.DEPTH);
  static final Signal ROW = new Signal(BailReason.ROW);

  private final BailReason reason;

  private Signal(BailReason reason) {
    super(reason.text(), null, false, false);
    this.reason = reason;
  }

  BailReason reason() {
    return reason;
  }
}
