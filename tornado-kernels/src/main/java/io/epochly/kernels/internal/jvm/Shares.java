package io.epochly.kernels.internal.jvm;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The iterations of a run, shared out among workers: each begins with a share of its own, the same
 * in each run, so that what it used the last time is still in its cache. It takes pieces from the
 * front of it, smaller and smaller ones; when it has done all, it takes the rear half of what the
 * one has left that has most. Whoever never comes has its share done by the others.
 */
final class Shares {
  /** How many pieces of the rest of its share a worker has at least before it. */
  private static final int PIECES = 3;

  /**
   * Of each worker the first iteration that is left, and in the upper half the one behind the last.
   */
  private final AtomicLongArray left;

  private final long least;

  /**
   * @param trips how many iterations there are, less than 2**32
   * @param least how many a piece has at least
   */
  Shares(long trips, int workers, long least) {
    this.left = new AtomicLongArray(workers);
    this.least = least;
    for (int worker = 0; worker < workers; worker++) {
      left.set(worker, of(trips * worker / workers, trips * (worker + 1) / workers));
    }
  }

  /** A piece: iterations from the first to before the end. */
  record Piece(long first, long end) {}

  private static long of(long first, long end) {
    return end << 32 | first;
  }

  private static long first(long share) {
    return share & 0xffff_ffffL;
  }

  private static long end(long share) {
    return share >>> 32;
  }

  /** The next piece of a worker, or null when nothing is left. */
  @Nullable Piece take(int worker) {
    while (true) {
      long share = left.get(worker);
      long rest = end(share) - first(share);
      if (rest == 0) {
        break;
      }
      long size = Math.min(rest, Math.max(least, rest / PIECES));
      if (left.compareAndSet(worker, share, of(first(share) + size, end(share)))) {
        return new Piece(first(share), first(share) + size);
      }
    }
    return steal();
  }

  private @Nullable Piece steal() {
    while (true) {
      int from = -1;
      long most = 0;
      long seen = 0;
      for (int worker = 0; worker < left.length(); worker++) {
        long share = left.get(worker);
        if (end(share) - first(share) > most) {
          from = worker;
          most = end(share) - first(share);
          seen = share;
        }
      }
      if (from < 0) {
        return null;
      }
      long size = Math.min(most, Math.max(least, most / 2));
      if (left.compareAndSet(from, seen, of(first(seen), end(seen) - size))) {
        return new Piece(end(seen) - size, end(seen));
      }
    }
  }
}
