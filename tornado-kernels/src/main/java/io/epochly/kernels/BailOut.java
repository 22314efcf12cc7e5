package io.epochly.kernels;

import io.epochly.kernels.ir.Position;

/**
 * Ends a kernel whose result would differ from the plain function's. Stores have been undone when a
 * caller of {@link CompiledKernel#invoke} sees it. One instance serves every bail-out at its site,
 * so it has no stack trace and takes no suppressed exceptions.
 */
public final class BailOut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final BailReason reason;
  private final transient Position position;
  private final int parameter;

  /**
   * @param parameter the array parameter concerned, or -1
   */
  public BailOut(BailReason reason, Position position, int parameter) {
    super(reason.text() + " (" + position + ")", null, false, false);
    this.reason = reason;
    this.position = position;
    this.parameter = parameter;
  }

  public BailReason reason() {
    return reason;
  }

  public Position position() {
    return position;
  }

  /** The index of the array parameter concerned, or -1. */
  public int parameter() {
    return parameter;
  }
}
