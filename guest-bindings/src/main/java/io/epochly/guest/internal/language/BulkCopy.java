package io.epochly.guest.internal.language;

import io.epochly.kernels.Cores;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Copies memory, large parts with a second thread: one alone does not use all that memory gives.
 */
final class BulkCopy {
  private static final long PIECE = 1 << 22;

  /** Where less is copied, the other thread wakes up too late. */
  private static final long LARGE = 2 * PIECE;

  private final MemorySegment from;
  private final MemorySegment to;
  private final Cores cores;
  private final int pieces;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch left;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private BulkCopy(MemorySegment from, MemorySegment to, Cores cores) {
    this.from = from;
    this.to = to;
    this.cores = cores;
    this.pieces = Math.toIntExact(Math.ceilDiv(from.byteSize(), PIECE));
    this.left = new CountDownLatch(pieces);
  }

  /**
   * Copies all bytes to as many others, which are not among them.
   *
   * @param cores whose threads may help
   */
  static void copy(MemorySegment from, MemorySegment to, Cores cores) {
    if (from.byteSize() < LARGE || cores.count() == 1) {
      to.copyFrom(from);
      return;
    }
    BulkCopy copy = new BulkCopy(from, to, cores);
    cores.lend(_ -> copy.run(), 1);
    copy.run();
    copy.await();
  }

  private void run() {
    for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
      try {
        long start = piece * PIECE;
        long size = Math.min(PIECE, from.byteSize() - start);
        to.asSlice(start, size).copyFrom(from.asSlice(start, size));
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        left.countDown();
      }
    }
  }

  /** Nobody touches the memory any more when this returns or throws. */
  private void await() {
    if (left.getCount() > 0) {
      try {
        cores.await();
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      }
    }
    boolean interrupted = false;
    while (true) {
      try {
        left.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure.get()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {}
    }
  }
}
