package io.epochly.guest.internal.runtime;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import io.epochly.kernels.Poll;

/**
 * What runs of kernels poll: cancellation by the host, and interruption for Python. Serves the runs
 * that begin while {@link #isOver} is false.
 *
 * <p>Other guest threads wait for Python's lock, and what Python wants done at a safepoint may give
 * that lock away or run guest code: it has to wait until the kernel is done. Safepoints are told so
 * here, where the only ones of a kernel are, because it takes two locks that short kernels need not
 * pay for.
 */
final class KernelPoll implements Poll {
  private final Interruption interruption;
  private final Node location;
  private final int epoch;

  KernelPoll(Interruption interruption, Node location) {
    this.interruption = interruption;
    this.location = location;
    this.epoch = interruption.epoch();
  }

  /** Whether there was an interruption since it was made. */
  boolean isOver() {
    return interruption.epoch() != epoch;
  }

  @Override
  public void poll() {
    TruffleSafepoint safepoint = TruffleSafepoint.getCurrent();
    boolean before = safepoint.setAllowSideEffects(false);
    try {
      TruffleSafepoint.poll(location);
    } finally {
      safepoint.setAllowSideEffects(before);
    }
    if (isOver()) {
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
