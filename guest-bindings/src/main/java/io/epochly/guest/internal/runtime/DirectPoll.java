package io.epochly.guest.internal.runtime;

import io.epochly.kernels.RequestedPoll;
import java.util.OptionalLong;

/**
 * What kernels poll that run outside of the guest's context, where there are no safepoints: an
 * interruption of the guest, one of the calling thread, and the time that a call may take.
 */
final class DirectPoll extends RequestedPoll {
  private final Interruption interruption;
  private final int epoch;
  private final OptionalLong nanos;

  /** When the run polled first; short ones never look at the clock. */
  private long start;

  private boolean started;
  private boolean late;

  DirectPoll(Interruption interruption, int epoch, OptionalLong nanos) {
    // Of the time and of the calling thread nobody tells it.
    super(true);
    this.interruption = interruption;
    this.epoch = epoch;
    this.nanos = nanos;
  }

  /** One for a run of its own, where that makes a difference. */
  DirectPoll forRun() {
    return nanos.isEmpty() ? this : new DirectPoll(interruption, epoch, nanos);
  }

  /** Whether there was an interruption since it was made. */
  boolean isOver() {
    return interruption.epoch() != epoch;
  }

  /** Whether the run took longer than it may. */
  boolean isLate() {
    return late;
  }

  @Override
  public void poll() {
    if (nanos.isPresent()) {
      long now = System.nanoTime();
      if (!started) {
        started = true;
        start = now;
      }
      late |= now - start > nanos.getAsLong();
    }
    if (late || isOver() || Thread.currentThread().isInterrupted()) {
      throw KernelPoll.Interrupted.INSTANCE;
    }
  }
}
