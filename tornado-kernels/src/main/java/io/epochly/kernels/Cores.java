package io.epochly.kernels;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The cores that kernels may use at the same time: that of the thread that runs a kernel, and those
 * of threads kept here for others to borrow. These are daemons, started when they are first needed
 * and ended when they have been idle for a while. They run pieces of kernels and nothing else. One
 * object serves any number of kernels at once, which then share its threads.
 */
public final class Cores implements AutoCloseable {
  /** The caller's own core. */
  public static final Cores ONE = new Cores(1, null);

  private static final long IDLE_SECONDS = 10;

  private final int count;
  private final @Nullable ForkJoinPool threads;

  private Cores(int count, @Nullable ForkJoinPool threads) {
    this.count = count;
    this.threads = threads;
  }

  /**
   * So many cores, the caller's among them.
   *
   * @throws IllegalArgumentException when it is less than one
   */
  public static Cores of(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("cores: " + count + "; at least 1 is needed");
    }
    if (count == 1) {
      return ONE;
    }
    ForkJoinPool pool =
        new ForkJoinPool(
            count - 1,
            Helper::new,
            null,
            true,
            0,
            count - 1,
            0,
            _ -> true,
            IDLE_SECONDS,
            TimeUnit.SECONDS);
    return new Cores(count, pool);
  }

  private static final class Helper extends ForkJoinWorkerThread {
    Helper(ForkJoinPool pool) {
      super(null, pool, false);
      setName("epochly-core-" + threadId());
      setDaemon(true);
    }
  }

  /** How many pieces may run at the same time. */
  public int count() {
    return count;
  }

  /**
   * Has other threads run something, at most so many of them and each when it is free. It must be
   * prepared to be run late, or by nobody.
   */
  public void lend(Runnable work, int most) {
    ForkJoinPool pool = threads;
    if (pool == null) {
      return;
    }
    try {
      for (int i = 0; i < most; i++) {
        pool.execute(work);
      }
    } catch (RejectedExecutionException | OutOfMemoryError _) {
      // Closed, or no thread could be started: the caller does all itself.
    }
  }

  /** Ends the threads; what they run ends first. Kernels go on with the caller's core. */
  @Override
  public void close() {
    if (threads != null) {
      threads.shutdown();
    }
  }
}
