package io.epochly.kernels;

/**
 * Lets the embedder stop a running kernel. Called at least every few thousand loop iterations, and
 * more often where these make or sort long lists. A kernel is quicker with a {@link RequestedPoll}.
 */
@FunctionalInterface
public interface Poll {
  /**
   * Returns at once when the kernel may go on; whatever it throws ends the kernel, stores undone.
   */
  void poll();
}
