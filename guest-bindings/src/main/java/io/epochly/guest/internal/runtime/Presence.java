package io.epochly.guest.internal.runtime;

import com.oracle.truffle.api.TruffleSafepoint;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is in a guest. What a guest's names mean changes only while a thread is in it, so that what
 * was found when {@link #entries} had some number holds for as long as it has that.
 */
public final class Presence {
  private final AtomicLong entries = new AtomicLong();
  private final AtomicInteger inside = new AtomicInteger();
  private volatile boolean over;

  /** Whether the one thread that is inside must do nothing for the guest until it has left. */
  private boolean quiet;

  /** A thread enters, before it does anything there. */
  public void entered() {
    inside.incrementAndGet();
    entries.incrementAndGet();
  }

  /** A thread leaves, and does nothing there any more. */
  public void left() {
    if (quiet) {
      quiet = false;
      TruffleSafepoint.getCurrent().setAllowSideEffects(true);
    }
    inside.decrementAndGet();
  }

  /** The guest is ending: nothing that was found of it holds any more. */
  public void end() {
    over = true;
    entries.incrementAndGet();
  }

  /**
   * Keeps what the guest has waiting for its thread, as handlers of signals and finalizers, from
   * being done before the thread has left: behind that, it is done when one enters.
   */
  void quiet() {
    quiet |= TruffleSafepoint.getCurrent().setAllowSideEffects(false);
  }

  long entries() {
    return entries.get();
  }

  /** Whether one thread is in the guest and no other, and it is not ending. */
  boolean isOne() {
    return inside.get() == 1 && !over;
  }

  boolean isOver() {
    return over;
  }
}
