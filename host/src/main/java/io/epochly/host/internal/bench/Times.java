package io.epochly.host.internal.bench;

import java.util.Collections;
import java.util.List;

/**
 * What the calls of one function took.
 *
 * @param milliseconds one figure per call, in order; at least one
 */
public record Times(List<Double> milliseconds) {
  public Times {
    milliseconds = List.copyOf(milliseconds);
  }

  /** The first call, with whatever had to be compiled for it. */
  public double first() {
    return milliseconds.getFirst();
  }

  /** The quickest call. */
  public double least() {
    return Collections.min(milliseconds);
  }
}
