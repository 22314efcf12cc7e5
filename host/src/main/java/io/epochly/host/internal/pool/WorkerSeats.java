package io.epochly.host.internal.pool;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How many workers a host may have, over all its pools. A thread of a pool has a seat for as long
 * as it lives, so that one that is taken by a pool which is being closed is free a moment later.
 */
public final class WorkerSeats {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supplier<OptionalInt> most;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition free = lock.newCondition();
  private int taken;

  /**
   * @param most how many there may be now; any number if empty
   */
  public WorkerSeats(Supplier<OptionalInt> most) {
    this(most, PATIENCE);
  }

  /**
   * @param patience how long a seat is waited for
   */
  WorkerSeats(Supplier<OptionalInt> most, Duration patience) {
    this.most = most;
    this.patience = patience;
  }

  /**
   * Waits for a seat; false if there is none within some seconds, or nobody wants it any more.
   *
   * @param taking runs with the seat taken, before anybody can see it taken
   */
  boolean take(BooleanSupplier unwanted, Runnable taking) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (isFull() && left > 0 && !unwanted.getAsBoolean()) {
        left = await(left);
      }
      if (isFull()) {
        return false;
      }
      taken++;
      taking.run();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private long await(long nanos) {
    try {
      return free.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private boolean isFull() {
    OptionalInt limit = most.get();
    return limit.isPresent() && taken >= limit.getAsInt();
  }

  void giveBack() {
    lock.lock();
    try {
      taken--;
      free.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has those who wait look whether they still want a seat. */
  void wake() {
    lock.lock();
    try {
      free.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Why there is none. */
  String refusal() {
    OptionalInt limit = most.get();
    return "all workers that the licence allows%s are in use: shut down an executor or a pool"
        .formatted(limit.isPresent() ? " (%d)".formatted(limit.getAsInt()) : "");
  }
}
