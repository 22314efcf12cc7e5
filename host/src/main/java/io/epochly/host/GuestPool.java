package io.epochly.host;

import io.epochly.host.internal.metrics.PoolMeter;
import io.epochly.host.internal.pool.Line;
import io.epochly.host.internal.pool.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Guests of one policy that are open before they are asked for, each set up by the same code.
 *
 * <pre>{@code
 * try (GuestPool pool = host.pool(4, policy, guest -> guest.run(Path.of("model.py")))) {
 *   double price = pool.call(guest -> guest.call("price", 2.0).asDouble());
 *   CompletableFuture<Double> later = pool.submit(guest -> guest.call("price", 3.0).asDouble());
 * }
 * }</pre>
 *
 * <p>An action has its guest to itself until it ends. Then the guest is closed and another one
 * opened in its place; or, where {@link PoolOptions#withReset} says so, it gets fresh globals and
 * is used again, unless it was interrupted, came to a limit or to its end. What an action keeps of
 * its guest is refused from then on: it returns what it has read.
 *
 * <p>Actions are run in the order in which they came, each on a thread of the pool's own that is no
 * virtual one, so that callers may be of any kind. All functions may be called from any thread.
 */
public final class GuestPool implements AutoCloseable {
  /** How long a thread waits after it could not open a guest. */
  private static final long PAUSE_MILLIS = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String CLOSED = "the pool is closed: ask an open one";

  private final EpochlyHost host;
  private final GuestPolicy policy;
  private final Consumer<Guest> setup;
  private final PoolOptions options;
  private final Line line;
  private final PoolMeter meter;
  private final List<Seat> seats = new ArrayList<>();
  private volatile boolean closed;

  GuestPool(
      EpochlyHost host,
      int size,
      GuestPolicy policy,
      Consumer<Guest> setup,
      PoolOptions options,
      Function<IntSupplier, PoolMeter> meters) {
    this.host = host;
    this.policy = policy;
    this.setup = setup;
    this.options = options;
    this.line = new Line(options.mostWaiting());
    this.meter = meters.apply(line::waiting);
    for (int i = 0; i < size; i++) {
      seats.add(new Seat(i));
    }
    seats.forEach(Thread::start);
  }

  /**
   * Runs an action with a guest, and waits for it.
   *
   * @return what the action gives
   * @throws RejectedExecutionException if as many actions wait as may
   * @throws IllegalStateException if the pool is closed; if it cannot open guests: the cause says
   *     why; or if an action of the pool asks, which would wait for itself
   * @throws GuestInterruptedException if the thread is interrupted, which ends the action and
   *     leaves the thread interrupted
   * @throws RuntimeException whatever the action throws
   */
  public <T extends @Nullable Object> T call(Function<? super Guest, ? extends T> action) {
    if (Thread.currentThread() instanceof Seat seat && seat.pool() == this) {
      throw new IllegalStateException(
          "an action of the pool asked the pool to run another one and would wait for itself: use"
              + " the guest that it has, or submit the other one and return");
    }
    CompletableFuture<T> result = submit(action);
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException thrown -> thrown;
        case Error thrown -> throw thrown;
        default -> new IllegalStateException(e.getCause());
      };
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      throw new GuestInterruptedException();
    }
  }

  /**
   * Has an action run with a guest.
   *
   * @return what the action gives or throws. Who completes it first, as {@code cancel} and {@code
   *     orTimeout} do, takes the action out of the line, or ends what it does in its guest.
   * @throws RejectedExecutionException if as many actions wait as may
   * @throws IllegalStateException if the pool is closed
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      Function<? super Guest, ? extends T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    add(new Action<>(action, result));
    return result;
  }

  /**
   * An open guest for the caller's own, who closes it: at once if one is ready, else when it is and
   * those that came before have theirs. The pool opens another one in its place.
   *
   * @throws RejectedExecutionException if as many actions wait as may
   * @throws IllegalStateException if the pool is closed, or cannot open guests: the cause says why
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Guest take() throws InterruptedException {
    CompletableFuture<Guest> result = new CompletableFuture<>();
    add(new Taking(result));
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IllegalStateException thrown
          ? thrown
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      if (!result.cancel(true)) {
        // It came meanwhile.
        result.join().close();
      }
      throw e;
    }
  }

  private void add(Ticket ticket) {
    if (closed) {
      throw new IllegalStateException(CLOSED);
    }
    if (!line.add(ticket)) {
      meter.refused();
      throw new RejectedExecutionException(
          "as many actions wait for a guest of the pool as may, %d: try again later, or let more wait"
              .formatted(options.mostWaiting()));
    }
    if (closed) {
      line.drain().forEach(left -> left.fail(new IllegalStateException(CLOSED)));
    }
  }

  /** How many guests are set up and have no action. */
  public int ready() {
    return line.ready();
  }

  /** How many actions wait for a guest. */
  public int waiting() {
    return line.waiting();
  }

  /**
   * Ends the actions that run and those that wait, and closes the guests; those that were taken
   * live on. Returns within seconds: what does not stop is left behind.
   */
  @Override
  public void close() {
    closed = true;
    line.drain().forEach(left -> left.fail(new IllegalStateException(CLOSED)));
    seats.forEach(Seat::end);
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    for (Seat seat : seats) {
      try {
        if (seat != Thread.currentThread()) {
          seat.join(Duration.ofNanos(end - System.nanoTime()));
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    meter.close();
    host.forget(this);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** An action and whoever waits for it. */
  private final class Action<T extends @Nullable Object> implements Ticket {
    private final Function<? super Guest, ? extends T> action;
    private final CompletableFuture<T> result;

    /** The guest while the action has it. */
    private @Nullable Guest inUse;

    private @Nullable Thread runner;

    /** Whether the guest is being interrupted for one who does not wait any more. */
    private boolean ending;

    Action(Function<? super Guest, ? extends T> action, CompletableFuture<T> result) {
      this.action = action;
      this.result = result;
      result.whenComplete((value, error) -> abandoned());
    }

    private synchronized void abandoned() {
      if (runner == null) {
        line.remove(this);
      }
      Guest guest = inUse;
      if (guest != null && runner != null) {
        // The thread for what the action does itself, the guest for what it does there.
        runner.interrupt();
        ending = true;
        Thread.ofPlatform().daemon().name("epochly-pool-end").start(() -> abandon(guest));
      }
    }

    private void abandon(Guest guest) {
      guest.abandon();
      synchronized (this) {
        ending = false;
        notifyAll();
      }
    }

    private synchronized boolean begin(Guest guest) {
      if (result.isDone()) {
        return false;
      }
      inUse = guest;
      runner = Thread.currentThread();
      return true;
    }

    /** The guest is not for the next one as long as somebody interrupts it for this one. */
    private synchronized void end() {
      inUse = null;
      boolean interrupted = false;
      while (ending) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Use run(Guest guest) {
      Guest lent = guest.lend();
      if (!begin(lent)) {
        return Use.NONE;
      }
      try {
        T value = action.apply(lent);
        end();
        lent.endLoan();
        return result.complete(value) ? Use.DONE : Use.BROKEN;
      } catch (Throwable e) {
        // Whatever it is, it is the caller's.
        end();
        lent.endLoan();
        boolean usable = isUsableAfter(e) && !result.isDone();
        result.completeExceptionally(e);
        return usable ? Use.FAILED : Use.BROKEN;
      }
    }

    /** An error that guest or action raised leaves a guest that can go on. */
    private static boolean isUsableAfter(Throwable e) {
      return e instanceof GuestException
          || e instanceof RuntimeException && !(e instanceof GuestFailure);
    }

    @Override
    public void fail(RuntimeException reason) {
      result.completeExceptionally(reason);
    }
  }

  /** Somebody who wants a guest for good. */
  private record Taking(CompletableFuture<Guest> result) implements Ticket {
    @Override
    public Use run(Guest guest) {
      Seat seat = (Seat) Thread.currentThread();
      // Before somebody has it: who closes the pool closes what its seats have.
      seat.guest = null;
      if (result.complete(guest)) {
        return Use.TAKEN;
      }
      seat.guest = guest;
      return Use.NONE;
    }

    @Override
    public void fail(RuntimeException reason) {
      result.completeExceptionally(reason);
    }
  }

  /** A thread with a guest: it opens it, runs actions with it, and closes it. */
  private final class Seat extends Thread {
    private volatile @Nullable Guest guest;

    Seat(int number) {
      super("epochly-pool-" + number);
      setDaemon(true);
    }

    GuestPool pool() {
      return GuestPool.this;
    }

    void end() {
      interrupt();
      Guest open = guest;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void run() {
      try {
        while (!closed) {
          Guest open = opened();
          if (open != null) {
            guest = open;
            serve(open);
            guest = null;
          }
        }
      } catch (InterruptedException e) {
        // The pool is closed.
        Thread.currentThread().interrupt();
      }
      Guest left = guest;
      if (left != null) {
        left.close();
      }
    }

    /** A guest that is set up; null where that failed, and whoever waited first knows. */
    private @Nullable Guest opened() throws InterruptedException {
      Guest open = null;
      try {
        open = host.openGuest(policy);
        setup.accept(open);
        return open;
      } catch (RuntimeException | Error e) {
        // Whoever waits for a guest is to hear of it, whatever it was.
        if (open != null) {
          open.close();
        }
        Ticket first = line.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          first.fail(new IllegalStateException("the pool cannot open guests", e));
        }
        return null;
      }
    }

    /** Runs actions with a guest for as long as it may be used. */
    private void serve(Guest open) throws InterruptedException {
      boolean again = true;
      while (again && !closed) {
        Ticket ticket = line.next();
        meter.begins();
        Ticket.Use use = ticket.run(open);
        meter.ended(use);
        // Who interrupted the action meant that.
        Thread.interrupted();
        if (use == Ticket.Use.TAKEN) {
          return;
        }
        again =
            switch (use) {
              case NONE -> true;
              case DONE, FAILED -> renewed(open);
              case BROKEN, TAKEN -> false;
            };
      }
      open.close();
      meter.replaced();
    }

    private boolean renewed(Guest open) {
      if (!options.reset() || closed) {
        return false;
      }
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              open::close,
              CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      try {
        open.reset();
        setup.accept(open);
        return end.cancel(false);
      } catch (RuntimeException | Error e) {
        // As of a guest that the action closed, or that does not come to rest: another one is
        // opened.
        end.cancel(false);
        return false;
      }
    }
  }
}
