package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The iterations of one run of a loop, any range of which can be run on its own.
 *
 * @param start the first counter
 * @param trips how many iterations there are
 */
record Pieces(long start, long step, long trips, Body body) {
  /** Runs the iterations from one counter to before another one. */
  @FunctionalInterface
  interface Body {
    Object @Nullable [] run(long from, long to, Poll poll);
  }

  /** Runs the iterations with these numbers; what they give, if anything. */
  Object @Nullable [] run(long first, long end, Poll poll) {
    return body.run(start + first * step, start + end * step, poll);
  }
}
