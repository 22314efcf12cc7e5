package io.epochly.host.internal.worker;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;

/** Waits that an interrupt does not end; the thread is interrupted again behind them. */
final class Uninterrupted {
  /** A wait that can be interrupted. */
  @FunctionalInterface
  private interface Wait<T> {
    T end() throws InterruptedException;
  }

  private Uninterrupted() {}

  static <T> T take(BlockingQueue<T> queue) {
    return waited(queue::take);
  }

  /** Waits to be notified, on a monitor that the thread holds. */
  static void await(Object monitor) {
    await(monitor, Duration.ZERO);
  }

  /** Likewise, and no longer than so long. */
  static void await(Object monitor, Duration time) {
    long millis = time.isZero() ? 0 : Math.max(1, time.toMillis());
    waited(
        () -> {
          monitor.wait(millis);
          return monitor;
        });
  }

  private static <T> T waited(Wait<T> wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.end();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
