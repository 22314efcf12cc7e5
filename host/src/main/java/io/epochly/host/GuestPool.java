package io.epochly.host;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Guests of one policy that are open before they are asked for. A thread of its own opens them, one
 * after the other, and each is taken once: guests are never used again.
 *
 * <pre>{@code
 * try (GuestPool pool = host.pool(GuestPolicy.closed(), 4)) {
 *   try (Guest guest = pool.take()) {
 *     guest.eval("1 + 1");
 *   }
 * }
 * }</pre>
 */
public final class GuestPool implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 50;

  private final EpochlyHost host;
  private final GuestPolicy policy;
  private final BlockingQueue<Guest> ready;
  private final Thread opener;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  GuestPool(EpochlyHost host, GuestPolicy policy, int size) {
    this.host = host;
    this.policy = policy;
    this.ready = new ArrayBlockingQueue<>(size);
    this.opener = Thread.ofPlatform().daemon().name("epochly-guest-pool").start(this::fill);
  }

  /**
   * An open guest, which the caller closes: at once if one is ready, else when it is.
   *
   * @throws IllegalStateException if the pool is closed, or cannot open guests: the cause says why
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Guest take() throws InterruptedException {
    while (true) {
      if (closed) {
        throw new IllegalStateException("the pool is closed: take guests from an open one");
      }
      Guest guest = ready.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (guest != null) {
        return guest;
      }
      Throwable reason = failure;
      if (reason != null) {
        throw new IllegalStateException("the pool cannot open guests", reason);
      }
    }
  }

  /** How many guests can be taken without waiting. */
  public int ready() {
    return ready.size();
  }

  private void fill() {
    try {
      while (!closed) {
        Guest guest = host.openGuest(policy);
        boolean kept = false;
        while (!kept && !closed) {
          kept = ready.offer(guest, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!kept) {
          guest.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // Whoever waits for a guest is to hear of it, whatever it was.
      failure = e;
    }
  }

  /** Closes the guests that nobody took; those that were taken live on. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (opener.isAlive()) {
      try {
        opener.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (Guest guest = ready.poll(); guest != null; guest = ready.poll()) {
      guest.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
