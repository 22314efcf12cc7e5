package io.epochly.host;

/** A guest asked to end, as by {@code sys.exit(3)}. */
public final class GuestExitException extends GuestFailure {
  private static final long serialVersionUID = 1L;

  /** As {@link #status} gives it. */
  private final int status;

  /**
   * An end that guest code asked for.
   *
   * @param status from 0 to 255, as a process would have
   */
  public GuestExitException(int status) {
    super("the guest asked to end with status " + status);
    this.status = status;
  }

  /** The exit status that the guest asked for. */
  public int status() {
    return status;
  }
}
