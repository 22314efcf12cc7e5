package io.epochly.host;

import java.util.Locale;

/** A guest came to a limit of its policy. */
public final class ResourceExhaustedException extends GuestFailure {
  private static final long serialVersionUID = 1L;

  /** As {@link #limit} gives it. */
  private final Limit limit;

  /** As {@link #value} gives it. */
  private final long value;

  /**
   * A limit that was reached.
   *
   * @param value the limit's value, in its unit
   */
  public ResourceExhaustedException(Limit limit, long value) {
    super(
        "the guest came to its limit of %d %s (%s)"
            .formatted(value, limit.unit(), limit.name().toLowerCase(Locale.ROOT)));
    this.limit = limit;
    this.value = value;
  }

  /** Which limit. */
  public Limit limit() {
    return limit;
  }

  /** What the limit was, in its unit. */
  public long value() {
    return value;
  }
}
