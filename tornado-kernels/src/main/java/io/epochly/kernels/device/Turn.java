package io.epochly.kernels.device;

import io.epochly.kernels.Poll;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What one thread has at a time, in the order in which they ask for it: whoever polls while it
 * waits keeps its place. A thread has one place: it may take again what it has, or, where a poll
 * does so, what it waits for.
 *
 * <p>Whoever keeps it for too long while others wait loses it, and goes on beside the next one:
 * what never ends must not keep the others for ever.
 */
final class Turn {
  private static final long POLL_MILLIS = 5;

  /** Of whoever waits as long as it takes. */
  static final Poll NONE = () -> {};

  /** The first one has the turn. */
  private final Deque<Held> line = new ArrayDeque<>();

  private final long longestNanos;

  /** One that is kept for as long as somebody needs it. */
  Turn() {
    this(Long.MAX_VALUE);
  }

  /**
   * @param longestNanos for how long it is kept at most while others wait
   */
  Turn(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  /** A place in the line; closing it leaves the line. */
  final class Held implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final CountDownLatch first = new CountDownLatch(1);
    private int times;
    private long since;

    private Held() {}

    private void begin() {
      if (first.getCount() != 0) {
        since = System.nanoTime();
        first.countDown();
      }
    }

    @Override
    public void close() {
      synchronized (line) {
        times--;
        if (times == 0) {
          line.remove(this);
          next();
        }
      }
    }
  }

  private void next() {
    Held next = line.peek();
    if (next != null) {
      next.begin();
    }
  }

  private void passOn() {
    synchronized (line) {
      Held has = line.peek();
      if (has != null && System.nanoTime() - has.since > longestNanos) {
        line.remove();
        next();
      }
    }
  }

  /**
   * Waits until it is this thread's turn.
   *
   * @param poll called while it waits; when it throws, the thread has left the line
   * @throws DeviceException when the thread is interrupted while it waits and polls
   */
  Held take(Poll poll) {
    Held own;
    synchronized (line) {
      Thread thread = Thread.currentThread();
      own = line.stream().filter(held -> held.thread == thread).findFirst().orElseGet(this::last);
      own.times++;
      next();
    }
    boolean mine = false;
    try {
      await(own, poll);
      mine = true;
      return own;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while other calls had the device", e);
    } finally {
      // Polls throw whatever ends a guest, errors too.
      if (!mine) {
        own.close();
      }
    }
  }

  private Held last() {
    Held made = new Held();
    line.add(made);
    return made;
  }

  private void await(Held own, Poll poll) throws InterruptedException {
    boolean interrupted = false;
    while (own.first.getCount() != 0) {
      try {
        if (poll == NONE && longestNanos == Long.MAX_VALUE) {
          own.first.await();
        } else if (!own.first.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          passOn();
          poll.poll();
        }
      } catch (InterruptedException e) {
        if (poll != NONE) {
          throw e;
        }
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many have it or wait for it. */
  int length() {
    synchronized (line) {
      return line.size();
    }
  }
}
