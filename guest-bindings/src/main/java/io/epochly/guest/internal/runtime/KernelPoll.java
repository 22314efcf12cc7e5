package io.epochly.guest.internal.runtime;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import io.epochly.kernels.Poll;

/** What one run of a kernel polls: cancellation by the host, and interruption for Python. */
final class KernelPoll implements Poll {
  private final Interruption interruption;
  private final Node location;
  private final int epoch;

  KernelPoll(Interruption interruption, Node location) {
    this.interruption = interruption;
    this.location = location;
    this.epoch = interruption.epoch();
  }

  @Override
  public void poll() {
    TruffleSafepoint.poll(location);
    if (interruption.epoch() != epoch) {
      throw Interrupted.INSTANCE;
    }
  }

  /** Ends a kernel whose plain function must run to get an interrupt. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Interrupted INSTANCE = new Interrupted();

    private Interrupted() {
      super("interrupted", null, false, false);
    }
  }
}
