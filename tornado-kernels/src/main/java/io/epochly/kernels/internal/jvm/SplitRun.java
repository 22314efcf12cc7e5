package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.RequestedPoll;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a loop on several cores, whose iterations are shared out as {@link Shares} says. The
 * caller returns, or throws what ended a piece, only when nobody else is in a piece any more.
 */
final class SplitRun implements IntConsumer {
  /** Set in {@link #inside} when nobody may come in any more. */
  private static final int CLOSED = 1 << 30;

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

  /** What helpers poll; wanted once the run has failed. */
  private static final class Stop extends RequestedPoll {
    Stop() {
      super(false);
    }

    void request() {
      want(true);
    }

    @Override
    public void poll() {
      if (isWanted()) {
        throw Stopped.INSTANCE;
      }
    }
  }

  private final Pieces pieces;
  private final int cores;

  /** Iterations of a block, which is run as a whole. */
  private final long block;

  private final boolean blocks;
  private final Shares shares;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Stop stop = new Stop();
  private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
  private final Thread caller = Thread.currentThread();

  /**
   * @param least iterations that a piece has at least
   * @param fixed whether all pieces have just so many
   */
  SplitRun(Pieces pieces, int cores, long least, boolean fixed) {
    this.pieces = pieces;
    this.cores = cores;
    this.block = fixed ? least : 1;
    this.blocks = fixed;
    long units = (pieces.trips() + block - 1) / block;
    this.shares = new Shares(units, cores, fixed ? 1 : least);
  }

  /** Runs all pieces, with help; their results in the order of the iterations. */
  List<Result> run(Cores helpers, Poll poll) {
    if (cores > 1) {
      helpers.lend(this, cores - 1);
    }
    work(0, poll);
    await(helpers, poll);
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
  public void accept(int helper) {
    int now = inside.get();
    while (now < CLOSED && !inside.compareAndSet(now, now + 1)) {
      now = inside.get();
    }
    if (now >= CLOSED) {
      return;
    }
    work((helper + 1) % cores, stop);
    if (inside.decrementAndGet() == CLOSED) {
      LockSupport.unpark(caller);
    }
  }

  private void work(int worker, Poll poll) {
    try {
      Shares.Piece piece = shares.take(worker);
      while (piece != null && failure.get() == null) {
        if (blocks) {
          for (long unit = piece.first(); unit < piece.end(); unit++) {
            run(unit * block, Math.min(pieces.trips(), (unit + 1) * block), poll);
          }
        } else {
          run(piece.first(), piece.end(), poll);
        }
        piece = shares.take(worker);
      }
    } catch (Throwable thrown) {
      // The caller throws it when all have ended: before, its arrays could not be put back.
      fail(thrown);
    }
  }

  private void run(long first, long end, Poll poll) {
    // A piece may end before its first poll.
    poll.poll();
    Object @Nullable [] values = pieces.run(first, end, poll);
    if (values != null) {
      results.add(new Result(first, values));
    }
  }

  private void await(Cores helpers, Poll poll) {
    int others = inside.getAndAdd(CLOSED);
    long start = System.nanoTime();
    boolean parked = false;
    while (others > 0) {
      if (System.nanoTime() - start < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        if (!parked) {
          parked = true;
          letGo(helpers);
        }
        if (failure.get() == null) {
          try {
            poll.poll();
          } catch (Throwable thrown) {
            fail(thrown);
          }
        }
        LockSupport.parkNanos(this, WAIT_NANOS);
      }
      others = inside.get() - CLOSED;
    }
  }

  private void fail(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    stop.request();
  }

  private void letGo(Cores helpers) {
    try {
      helpers.await();
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }
}
