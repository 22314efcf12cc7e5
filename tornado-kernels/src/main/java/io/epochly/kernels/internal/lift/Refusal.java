package io.epochly.kernels.internal.lift;

/** A method cannot be lifted; the message says why, and the line where. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  Refusal(String reason, int line) {
    super(reason, null, false, false);
    this.line = line;
  }

  /** From 1; 0 where it is not known. */
  public int line() {
    return line;
  }
}
