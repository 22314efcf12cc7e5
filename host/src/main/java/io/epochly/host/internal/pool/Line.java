package io.epochly.host.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who waits for one of several guests, in the order in which they came, and so many at most. */
public final class Line {
  private final int most;
  private final Deque<Ticket> waiting = new ArrayDeque<>();

  /** Guests that wait for somebody. */
  private int ready;

  /**
   * @param most how many may wait, beside those whom guests wait for
   */
  public Line(int most) {
    this.most = most;
  }

  /** Adds somebody, unless there are too many. */
  public synchronized boolean add(Ticket ticket) {
    if (waiting.size() >= (long) most + ready) {
      return false;
    }
    waiting.addLast(ticket);
    notifyAll();
    return true;
  }

  /** Takes somebody out who does not wait any more. */
  public synchronized void remove(Ticket ticket) {
    waiting.remove(ticket);
  }

  /** Whoever came first, for a guest that is ready; waits for him. */
  public synchronized Ticket next() throws InterruptedException {
    ready++;
    try {
      while (waiting.isEmpty()) {
        wait();
      }
      return waiting.removeFirst();
    } finally {
      ready--;
    }
  }

  /** Whoever came first, if he comes soon; there is no guest for him. */
  public synchronized @Nullable Ticket poll(long time, TimeUnit unit) throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(time);
    while (waiting.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return null;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return waiting.removeFirst();
  }

  /** Takes all out. */
  public synchronized List<Ticket> drain() {
    List<Ticket> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  /** Guests that wait for somebody. */
  public synchronized int ready() {
    return Math.max(0, ready - waiting.size());
  }

  /** How many wait for a guest. */
  public synchronized int waiting() {
    return Math.max(0, waiting.size() - ready);
  }
}
