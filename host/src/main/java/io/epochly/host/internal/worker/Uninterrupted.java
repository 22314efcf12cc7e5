package io.epochly.host.internal.worker;

import java.util.concurrent.BlockingQueue;

/** Waits that an interrupt does not end; the thread is interrupted again behind them. */
final class Uninterrupted {
  private Uninterrupted() {}

  static <T> T take(BlockingQueue<T> queue) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return queue.take();
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
