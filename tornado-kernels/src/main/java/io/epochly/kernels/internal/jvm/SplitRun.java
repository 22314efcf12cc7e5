package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of a loop on several cores. Whoever is free takes the next piece; pieces get smaller
 * towards the end, so that all end at about the same time however much iterations differ. The
 * caller returns, or throws what ended a piece, only when nobody else is in a piece any more.
 */
final class SplitRun implements Runnable {
  /** Set in {@link #inside} when nobody may come in any more. */
  private static final int CLOSED = 1 << 30;

  /** How many pieces of the rest there are at least for each core. */
  private static final int SHARE = 3;

  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** Ends the pieces of a run that has failed elsewhere. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Stopped INSTANCE = new Stopped();

    private Stopped() {
      super(null, null, false, false);
    }
  }

  /** The results of the piece that begins at an iteration. */
  record Result(long first, Object[] values) {}

  private final Pieces pieces;
  private final int cores;
  private final long least;
  private final boolean fixed;
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
  private final Thread caller = Thread.currentThread();

  /**
   * @param least iterations that a piece has at least
   * @param fixed whether all pieces have just so many
   */
  SplitRun(Pieces pieces, int cores, long least, boolean fixed) {
    this.pieces = pieces;
    this.cores = cores;
    this.least = least;
    this.fixed = fixed;
  }

  /** Runs all pieces, with help; their results in the order of the iterations. */
  List<Result> run(Cores helpers, Poll poll) {
    if (cores > 1) {
      helpers.lend(this, cores - 1);
    }
    work(poll);
    await(poll);
    Throwable thrown = failure.get();
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    List<Result> all = new ArrayList<>(results);
    all.sort(Comparator.comparingLong(Result::first));
    return all;
  }

  /** Helps, as another thread, unless the run is over. */
  @Override
  public void run() {
    int now = inside.get();
    while (now < CLOSED && !inside.compareAndSet(now, now + 1)) {
      now = inside.get();
    }
    if (now >= CLOSED) {
      return;
    }
    work(this::stop);
    if (inside.decrementAndGet() == CLOSED) {
      LockSupport.unpark(caller);
    }
  }

  private void stop() {
    if (failure.get() != null) {
      throw Stopped.INSTANCE;
    }
  }

  private void work(Poll poll) {
    try {
      long first = take();
      while (first >= 0) {
        long end = first + size(first);
        Object @Nullable [] values = pieces.run(first, end, poll);
        if (values != null) {
          results.add(new Result(first, values));
        }
        first = take();
      }
    } catch (Throwable thrown) {
      // The caller throws it when all have ended: before, its arrays could not be put back.
      failure.compareAndSet(null, thrown);
    }
  }

  /** The first iteration of the next piece, or -1. */
  private long take() {
    while (failure.get() == null) {
      long first = next.get();
      if (first >= pieces.trips()) {
        return -1;
      }
      if (next.compareAndSet(first, first + size(first))) {
        return first;
      }
    }
    return -1;
  }

  /** How many iterations the piece has that begins there. */
  private long size(long first) {
    long rest = pieces.trips() - first;
    return Math.min(rest, fixed ? least : Math.max(least, rest / ((long) SHARE * cores)));
  }

  private void await(Poll poll) {
    int others = inside.getAndAdd(CLOSED);
    long start = System.nanoTime();
    while (others > 0) {
      if (System.nanoTime() - start < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        if (failure.get() == null) {
          try {
            poll.poll();
          } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
          }
        }
        LockSupport.parkNanos(this, WAIT_NANOS);
      }
      others = inside.get() - CLOSED;
    }
  }
}
