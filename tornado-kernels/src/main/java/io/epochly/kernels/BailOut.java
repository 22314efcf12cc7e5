package io.epochly.kernels;

import io.epochly.kernels.ir.Position;
import java.util.List;

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
  private final transient List<Long> counters;

  /**
   * @param parameter the array parameter concerned, or -1
   */
  public BailOut(BailReason reason, Position position, int parameter) {
    this(reason, position, parameter, List.of());
  }

  /**
   * @param counters as {@link #counters} tells them
   */
  public BailOut(BailReason reason, Position position, int parameter, List<Long> counters) {
    super(reason.text() + " (" + position + ")", null, false, false);
    this.reason = reason;
    this.position = position;
    this.parameter = parameter;
    this.counters = List.copyOf(counters);
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

  /**
   * The counters of the iteration of which a device says that it failed, from the outermost loop
   * that ran there inwards; another call may name another one, where several fail. Empty for what
   * failed here.
   */
  public List<Long> counters() {
    return counters;
  }
}
