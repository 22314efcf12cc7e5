package io.epochly.host.internal.cli;

import io.epochly.host.internal.guest.Session;

/**
 * Passes Ctrl-C on to a guest in another process. Twice within a second is from somebody whom the
 * first did not help: that ends the guest.
 */
final class ControlC {
  private static final long IMPATIENCE_NANOS = 1_000_000_000;

  private long last = System.nanoTime() - IMPATIENCE_NANOS;
  private boolean killed;

  synchronized void pass(Session guest) {
    long now = System.nanoTime();
    killed = now - last < IMPATIENCE_NANOS;
    last = now;
    if (killed) {
      guest.close();
    } else {
      guest.signal();
    }
  }

  synchronized boolean killed() {
    return killed;
  }
}
