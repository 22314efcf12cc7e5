package io.epochly.guest.internal.runtime;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernels of a context to give way to Python, which has an interrupt to deliver.
 *
 * <p>Python delivers a signal up to some tens of milliseconds after it was raised. A kernel that
 * starts in between would run to its end first, so for a moment after an interruption none starts.
 */
public final class Interruption {
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private volatile int epoch;
  private volatile boolean recent;
  private volatile long last;
  private volatile boolean stopped;
  private @Nullable KernelPoll watched;

  /** Ends the kernels that run, and keeps others from starting for a moment. */
  public synchronized void interrupt() {
    last = System.nanoTime();
    recent = true;
    epoch++;
    if (watched != null) {
      watched.interrupted();
      // It is over, and whoever keeps this need not keep what it holds.
      watched = null;
    }
  }

  /** Has the poll of the kernels that run from now on hear of the next interruption. */
  synchronized int watch(KernelPoll poll) {
    watched = poll;
    return epoch;
  }

  /** Ends the kernels that run, and lets none start any more. */
  public void stop() {
    stopped = true;
    interrupt();
  }

  /** Whether no kernel may start any more. */
  public boolean stopped() {
    return stopped;
  }

  /** Changes with each interruption. */
  int epoch() {
    return epoch;
  }

  /** Whether no kernel may start: for good, or because Python may have an interrupt to deliver. */
  boolean pending() {
    if (stopped) {
      return true;
    }
    if (!recent) {
      return false;
    }
    if (System.nanoTime() - last < QUIET_NANOS) {
      return true;
    }
    synchronized (this) {
      if (System.nanoTime() - last >= QUIET_NANOS) {
        recent = false;
      }
    }
    return recent;
  }
}
