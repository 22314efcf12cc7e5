package io.epochly.kernels;

import io.epochly.kernels.internal.threads.Placement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The cores that kernels may use at the same time: that of the thread that runs a kernel, and those
 * of threads kept here for others to borrow. These are daemons, started when they are first needed
 * and ended when they have been idle for a while. They run what they are lent and nothing else. One
 * object serves any number of kernels at once, which then share its threads.
 */
public final class Cores implements AutoCloseable {
  /** The caller's own core. */
  public static final Cores ONE = new Cores(1);

  private static final long IDLE_SECONDS = 10;

  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** Where a helper is kept off that may run on all processors. */
  private static final int NOWHERE = -1;

  private final int count;
  private final @Nullable ForkJoinPool threads;
  private final BitSet seats = new BitSet();
  private final List<Helper> helpers = new CopyOnWriteArrayList<>();
  private final AtomicBoolean placing = new AtomicBoolean();
  private volatile Optional<Placement> placement = Optional.empty();

  private Cores(int count) {
    this.count = count;
    this.threads =
        count == 1
            ? null
            : new ForkJoinPool(
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
    return count == 1 ? ONE : new Cores(count);
  }

  private final class Helper extends ForkJoinWorkerThread {
    private int seat;

    /** 0 while it is not known. */
    private volatile int number;

    private volatile int keptOff = NOWHERE;
    private volatile boolean busy;

    Helper(ForkJoinPool pool) {
      super(null, pool, false);
      setName("epochly-core-" + threadId());
      setDaemon(true);
    }

    @Override
    protected void onStart() {
      super.onStart();
      synchronized (seats) {
        seat = seats.nextClearBit(0);
        seats.set(seat);
      }
      helpers.add(this);
      // Here rather than in a caller, who would have to wait for it.
      if (placing.compareAndSet(false, true)) {
        placement = Placement.ofSystem();
      }
      identify();
    }

    void identify() {
      if (number == 0) {
        placement.ifPresent(system -> number = system.currentThread());
      }
    }

    /** Asks for nothing that holds already: the caller has work to do. */
    void keepOff(Placement system, int processor) {
      if (keptOff != processor && number != 0) {
        synchronized (this) {
          keptOff = processor;
          system.keepOff(number, processor);
        }
      }
    }

    void letGo(Placement system) {
      if (busy && keptOff != NOWHERE) {
        synchronized (this) {
          keptOff = NOWHERE;
          system.letGo(number);
        }
      }
    }

    @Override
    protected void onTermination(@Nullable Throwable exception) {
      helpers.remove(this);
      synchronized (seats) {
        seats.clear(seat);
      }
      super.onTermination(exception);
    }
  }

  /** How many pieces may run at the same time. */
  public int count() {
    return count;
  }

  /**
   * Has other threads run something, at most so many of them and each when it is free. It must be
   * prepared to be run late, or by nobody.
   *
   * @param work gets the thread's number, from 0 to less than {@link #count} - 1; no two threads
   *     have one at the same time
   */
  public void lend(IntConsumer work, int most) {
    ForkJoinPool pool = threads;
    if (pool == null) {
      return;
    }
    placement.ifPresent(this::keepOff);
    try {
      for (int i = 0; i < most; i++) {
        pool.execute(() -> run(work));
      }
    } catch (RejectedExecutionException | OutOfMemoryError _) {
      // Closed, or no thread could be started: the caller does all itself.
    }
  }

  private void run(IntConsumer work) {
    if (Thread.currentThread() instanceof Helper helper) {
      helper.identify();
      helper.busy = true;
      try {
        work.accept(helper.seat);
      } finally {
        helper.busy = false;
      }
      awaitMore(helper.getPool());
    }
  }

  /** Where one loop follows another, waking up again would take longer than many a loop. */
  private static void awaitMore(ForkJoinPool pool) {
    long start = System.nanoTime();
    while (!pool.hasQueuedSubmissions() && System.nanoTime() - start < SPIN_NANOS) {
      Thread.onSpinWait();
    }
  }

  /** Keeps the helpers off the caller's processor. */
  private void keepOff(Placement system) {
    int processor = system.currentProcessor();
    for (Helper helper : helpers) {
      helper.keepOff(system, processor);
    }
  }

  /**
   * The caller waits for those whom it has lent work to. Another thread may be on their processor
   * by now, and that of the caller is free: they may go there.
   */
  public void await() {
    Placement system = placement.orElse(null);
    if (system != null) {
      for (Helper helper : helpers) {
        helper.letGo(system);
      }
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
