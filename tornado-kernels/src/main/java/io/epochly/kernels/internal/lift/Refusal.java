package io.epochly.kernels.internal.lift;

/** A method cannot be lifted; the message says why, and the line where. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final boolean tooLarge;

  Refusal(String reason, int line) {
    this(reason, line, false);
  }

  private Refusal(String reason, int line, boolean tooLarge) {
    super(reason, null, false, false);
    this.line = line;
    this.tooLarge = tooLarge;
  }

  /** One of what may be small enough where called methods are functions of the kernel. */
  static Refusal tooLarge(String reason, int line) {
    return new Refusal(reason, line, true);
  }

  /** The same refusal as the caller of a method sees it. */
  Refusal in(String reason, int at) {
    return new Refusal(reason, at, tooLarge);
  }

  /** Whether it is one for its size. */
  public boolean isTooLarge() {
    return tooLarge;
  }

  /** From 1; 0 where it is not known. */
  public int line() {
    return line;
  }
}
