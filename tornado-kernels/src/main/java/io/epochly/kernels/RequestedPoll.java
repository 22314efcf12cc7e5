package io.epochly.kernels;

/**
 * A poll that knows whether it is wanted: kernels look at that, and call it only while it is.
 *
 * <p>That is more than a saving of calls. C2 lets no variable stay in a register across a call, and
 * where a loop has one, however seldom it is made, the variables of the loops inside it may lie in
 * memory throughout: such loops were seen to take twice as long.
 */
public abstract class RequestedPoll implements Poll {
  /** One that is never wanted. */
  public static final RequestedPoll NEVER =
      new RequestedPoll(false) {
        @Override
        public void poll() {
          // The kernel may go on.
        }
      };

  private volatile boolean wanted;

  /**
   * @param wanted whether it is from the start
   */
  protected RequestedPoll(boolean wanted) {
    this.wanted = wanted;
  }

  /** Whether a kernel has to call {@link #poll} before long. */
  public final boolean isWanted() {
    return wanted;
  }

  /** Says so; from any thread. */
  protected final void want(boolean now) {
    wanted = now;
  }

  /** The poll as one that is always wanted, unless it knows. */
  public static RequestedPoll of(Poll poll) {
    return poll instanceof RequestedPoll requested ? requested : new Always(poll);
  }

  private static final class Always extends RequestedPoll {
    private final Poll poll;

    Always(Poll poll) {
      super(true);
      this.poll = poll;
    }

    @Override
    public void poll() {
      poll.poll();
    }
  }
}
