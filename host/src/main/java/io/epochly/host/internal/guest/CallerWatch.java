package io.epochly.host.internal.guest;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a thread is interrupted while it runs guest code, which does not look for that itself.
 * A thread of its own looks every few milliseconds, and goes when there is nothing to watch.
 */
final class CallerWatch {
  private static final long PERIOD_MILLIS = 5;
  private static final long LINGER_MILLIS = 1_000;

  private final Runnable interrupt;
  private @Nullable Thread caller;
  private boolean running;
  private boolean idle;

  /** Whether the call was told to end; it is told again until it does. */
  private boolean told;

  /**
   * @param interrupt ends the call that runs, and returns when it has ended or that takes too long
   */
  CallerWatch(Runnable interrupt) {
    this.interrupt = interrupt;
  }

  /** Runs an action of the calling thread, and interrupts it when the thread is. */
  <T> T during(Supplier<T> action) {
    begin();
    try {
      return action.get();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    caller = Thread.currentThread();
    if (!running) {
      running = true;
      Thread.ofPlatform().daemon().name("epochly-caller-watch").start(this::run);
    } else if (idle) {
      notifyAll();
    }
  }

  /** Waits for an interrupt that is under way: it must not meet the thread's next call. */
  private synchronized void end() {
    caller = null;
    if (told) {
      told = false;
      // Ending its call took that from the thread.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void run() {
    try {
      while (caller != null || waitedForOne()) {
        Thread watched = caller;
        if (watched != null && (told || watched.isInterrupted())) {
          told = true;
          interrupt.run();
        }
        wait(PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      // Only this class knows the thread: there is nothing it could be asked to do but end.
      Thread.currentThread().interrupt();
    } finally {
      running = false;
    }
  }

  private synchronized boolean waitedForOne() throws InterruptedException {
    idle = true;
    wait(LINGER_MILLIS);
    idle = false;
    return caller != null;
  }
}
