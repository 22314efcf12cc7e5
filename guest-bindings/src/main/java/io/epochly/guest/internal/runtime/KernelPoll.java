package io.epochly.guest.internal.runtime;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.RequestedPoll;

/**
 * What runs of kernels poll: cancellation by the host, and interruption for Python. Serves the runs
 * that begin while {@link #isOver} is false.
 *
 * <p>It is wanted once there was an interruption, or while Truffle wants something done by the
 * thread that runs a kernel: to Truffle that thread is blocked, and this is what to interrupt it
 * by. Not so what has side effects, of which Python wants some done every few hundredths of a
 * second: it may give Python's lock away, for which other guest threads wait, or run guest code, so
 * it has to wait until the kernel is done.
 */
final class KernelPoll extends RequestedPoll implements TruffleSafepoint.Interrupter {
  /** Calls within each other, more than Truffle's. */
  private static final int STACK = 64;

  private final Interruption interruption;
  private final Node location;
  private final int epoch;

  KernelPoll(Interruption interruption, Node location) {
    super(false);
    this.interruption = interruption;
    this.location = location;
    this.epoch = interruption.watch(this);
  }

  /** Whether there was an interruption since it was made. */
  boolean isOver() {
    return interruption.epoch() != epoch;
  }

  /** Runs a kernel, as {@link CompiledKernel#invoke} does. */
  Object run(CompiledKernel kernel, Object[] operands, Cores cores) {
    if (!kernel.polls()) {
      return kernel.invoke(this, operands, cores);
    }
    // A stack that ends between what is done here and undone below would leave it half done.
    deeper(STACK);
    TruffleSafepoint safepoint = TruffleSafepoint.getCurrent();
    boolean before = safepoint.setAllowSideEffects(false);
    try {
      return safepoint.setBlockedFunction(
          location, this, waiting -> waiting.invoke(this, operands, cores), kernel, null, null);
    } finally {
      safepoint.setAllowSideEffects(before);
    }
  }

  private static int deeper(int levels) {
    return levels == 0 ? 0 : deeper(levels - 1) + 1;
  }

  /** Called when there was an interruption. */
  void interrupted() {
    want(true);
  }

  @Override
  public void interrupt(Thread thread) {
    want(true);
  }

  @Override
  public void resetInterrupted() {
    want(false);
    if (isOver()) {
      want(true);
    }
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
