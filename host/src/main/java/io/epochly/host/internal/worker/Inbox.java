package io.epochly.host.internal.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * What a worker answers, from the thread that reads it to the one that asked. Whoever sends more
 * than was asked for, or without being asked, is no worker of ours.
 */
final class Inbox {
  /** Each may be as large as a value can be, and they must not fill the memory of the host. */
  private static final int MOST_WAITING = 4;

  private final Queue<Reply> waiting = new ArrayDeque<>();
  private boolean asking;
  private boolean calling;
  private boolean recalling;
  private boolean closed;
  private int due;

  /**
   * Begins a question.
   *
   * @throws IllegalStateException if another is open
   */
  synchronized void ask(int answers) {
    if (asking) {
      throw new IllegalStateException("a guest is called from one thread at a time");
    }
    asking = true;
    due = answers;
  }

  /** Has the question have more answers. */
  synchronized void askMore(int answers) {
    due += answers;
  }

  /** Ends it, with answers missing if something failed. */
  synchronized void end() {
    asking = false;
    calling = false;
    recalling = false;
    due = 0;
    waiting.clear();
    notifyAll();
  }

  /** Whether a question is open. */
  synchronized boolean isAsking() {
    return asking;
  }

  /** The worker's call of a function is being answered, so that it may call another. */
  synchronized void answering() {
    calling = false;
  }

  /** The worker is asked to give back tasks. */
  synchronized void recall() {
    recalling = true;
  }

  /** There will be no more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until there will be no more; false if that takes longer. */
  synchronized boolean awaitClose(Duration time) {
    return await(() -> closed, time);
  }

  /**
   * Takes what the worker sent; waits while there is much already.
   *
   * @throws ProtocolException if it may not send that now
   */
  synchronized void put(Reply reply) throws ProtocolException {
    switch (reply) {
      case Reply.CallFunction call -> beginCall();
      case Reply.WantRoom room -> beginCall();
      case Reply.GivenBack(int count) -> {
        if (!recalling || count < 0 || count > due) {
          throw new ProtocolException("tasks given back that it does not have");
        }
        recalling = false;
        due -= count;
      }
      default -> {
        if (due == 0) {
          throw new ProtocolException("an answer to no question");
        }
        due--;
      }
    }
    while (asking && waiting.size() == MOST_WAITING) {
      Uninterrupted.await(this);
    }
    if (asking) {
      waiting.add(reply);
      notifyAll();
    }
  }

  private void beginCall() throws ProtocolException {
    if (!asking || calling) {
      throw new ProtocolException("a call at the wrong moment");
    }
    calling = true;
  }

  /** The next answer, or none if the worker is gone. */
  synchronized Optional<Reply> take() {
    while (waiting.isEmpty() && !closed) {
      Uninterrupted.await(this);
    }
    Optional<Reply> next = Optional.ofNullable(waiting.poll());
    notifyAll();
    return next;
  }

  /** Waits until something can be taken; false if the thread is interrupted, which it stays. */
  synchronized boolean awaitUnlessInterrupted() {
    try {
      while (waiting.isEmpty() && !closed) {
        wait();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for an answer, or the end of the worker; false if there is neither within the time. */
  synchronized boolean await(Duration time) {
    return await(() -> !waiting.isEmpty() || closed, time);
  }

  private synchronized boolean await(BooleanSupplier holds, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos();
        !holds.getAsBoolean() && left > 0;
        left = end - System.nanoTime()) {
      Uninterrupted.await(this, Duration.ofNanos(left));
    }
    return holds.getAsBoolean();
  }
}
