package io.epochly.host.internal.guest;

import java.time.Duration;

/** Ends what may not come to an end. */
public final class Ending {
  private Ending() {}

  /**
   * Runs an action on a thread of its own, and waits for it no longer than that; it goes on behind.
   *
   * @return whether it is done
   */
  public static boolean within(Duration patience, Runnable action) {
    Thread thread = Thread.ofPlatform().daemon().name("epochly-guest-end").start(action);
    boolean interrupted = false;
    boolean done = false;
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (!done && left > 0) {
      try {
        done = thread.join(Duration.ofNanos(left));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return done;
  }
}
