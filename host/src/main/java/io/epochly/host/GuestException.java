package io.epochly.host;

/**
 * An exception that a guest did not catch. Its stack trace is the caller's; the guest's lines are
 * in {@link #traceback()}.
 */
public final class GuestException extends GuestFailure {
  private static final long serialVersionUID = 1L;

  /** As {@link #type} gives it. */
  private final String type;

  /** As {@link #detail} gives it. */
  private final String detail;

  /** As {@link #traceback} gives it. */
  private final String traceback;

  /**
   * An exception that guest code raised.
   *
   * @param type the class, as {@code ValueError} or {@code decimal.InvalidOperation}
   * @param detail {@code str()} of the exception
   * @param traceback what Python would print, guest code only, ending in a newline
   */
  public GuestException(String type, String detail, String traceback) {
    super(detail.isEmpty() ? type : type + ": " + detail);
    this.type = type;
    this.detail = detail;
    this.traceback = traceback;
  }

  /** The exception's class; built-in ones without their module. */
  public String type() {
    return type;
  }

  /** The exception's own text. */
  public String detail() {
    return detail;
  }

  /** What Python would print, without lines of the host. */
  public String traceback() {
    return traceback;
  }
}
