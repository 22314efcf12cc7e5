package io.epochly.host.internal.guest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Brings results of workers into a guest, as many at a time as there are: to enter a guest takes
 * longer than to hand one over, and whoever brings them in turns would wait for each other.
 */
final class Deliveries {
  private static final int MOST_AT_ONCE = 256;
  private static final long LINGER_NANOS = 2_000_000_000L;

  /**
   * From one entry with several to the next, so that the guest's own thread comes to do something.
   */
  private static final long PAUSE_MILLIS = 1;

  private final Consumer<List<Delivery>> receiver;
  private final Queue<Delivery> waiting = new ArrayDeque<>();
  private boolean running;

  Deliveries(Consumer<List<Delivery>> receiver) {
    this.receiver = receiver;
  }

  /** Brings it in soon, in the order of the calls. */
  synchronized void add(Delivery delivery) {
    waiting.add(delivery);
    if (!running) {
      running = true;
      Thread.ofPlatform().daemon().name("epochly-deliveries").start(this::run);
    }
    notifyAll();
  }

  private void run() {
    boolean ended = false;
    try {
      for (List<Delivery> next = next(); !next.isEmpty(); next = next()) {
        receiver.accept(next);
        // After a lone one nothing may come before the guest has done something with it.
        if (next.size() > 1 || isWaiting()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
      ended = true;
    } catch (InterruptedException e) {
      // Only this class knows the thread; another is started for what comes.
      Thread.currentThread().interrupt();
    } finally {
      // At its end it has said so itself, and another may run by now.
      if (!ended) {
        stopped();
      }
    }
  }

  private synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  private synchronized void stopped() {
    running = false;
  }

  /** What waits; nothing after some time without any, when the thread may go. */
  private synchronized List<Delivery> next() {
    long end = System.nanoTime() + LINGER_NANOS;
    long left = LINGER_NANOS;
    while (waiting.isEmpty() && left > 0) {
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        // Only this class knows the thread; to end it is to let it run out of work.
        left = 0;
      }
      left = end - System.nanoTime();
    }
    List<Delivery> next = new ArrayList<>();
    while (!waiting.isEmpty() && next.size() < MOST_AT_ONCE) {
      next.add(waiting.poll());
    }
    if (next.isEmpty()) {
      running = false;
    }
    return next;
  }
}
