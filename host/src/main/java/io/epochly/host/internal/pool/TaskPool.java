package io.epochly.host.internal.pool;

import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.metrics.HostMeter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Runs tasks on workers, each of which has a thread of the host. */
public final class TaskPool implements AutoCloseable {
  /** Opens a worker. */
  @FunctionalInterface
  public interface Opener {
    Session open() throws IOException;
  }

  /** What a task is: something that a worker does. */
  @FunctionalInterface
  public interface Work {
    byte[] on(Session worker);
  }

  /** Hears how a task ended, on a thread of the pool. */
  public interface Listener {
    /** The task is over; what it gave, or what it raised, is encoded. */
    void done(byte[] outcome);

    /** The worker ended while it ran the task. */
    void died(String reason);
  }

  /** A task that waits or runs. */
  private record Task(long ticket, Work work, boolean retry, Listener listener) {}

  private final Opener opener;
  private final int size;
  private final WorkerSeats seats;
  private final HostMeter meter;
  private final Consumer<TaskPool> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Deque<Task> queue = new ArrayDeque<>();
  private final Set<Session> sessions = new HashSet<>();

  /** Threads of the pool, and those of them that wait for a task, or have a seat. */
  private int threads;

  private int idle;
  private int seated;

  /** Workers that died and have nobody in their place yet. */
  private int lost;

  private boolean closed;
  private boolean ended;
  private String endedBy = "the pool of workers is closed";

  /**
   * @param size how many workers there are at most
   * @param seats what all workers of the host share
   * @param meter hears of workers that take the place of others
   * @param whenClosed hears that it is closed
   */
  public TaskPool(
      int size, WorkerSeats seats, HostMeter meter, Opener opener, Consumer<TaskPool> whenClosed) {
    this.size = size;
    this.seats = seats;
    this.meter = meter;
    this.whenClosed = whenClosed;
    this.opener = opener;
  }

  /**
   * Queues a task.
   *
   * @param retry whether it is tried once more if its worker dies
   * @throws IllegalStateException if the pool is closed
   */
  public void submit(long ticket, Work work, boolean retry, Listener listener) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(endedBy);
      }
      queue.add(new Task(ticket, work, retry, listener));
      if (idle < queue.size() && threads < size) {
        threads++;
        Thread.ofPlatform().daemon().name("epochly-pool-" + threads).start(this::serve);
      }
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a task out of the queue; false if it runs already, or is over. */
  public boolean cancel(long ticket) {
    lock.lock();
    try {
      return queue.removeIf(task -> task.ticket() == ticket);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more tasks, and ends the workers when those that wait are done. */
  public void finish() {
    lock.lock();
    try {
      closed = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
    seats.wake();
  }

  /**
   * Ends the workers, in the middle of what they do if need be; what waits is told that it died.
   */
  @Override
  public void close() {
    close("the workers were ended");
  }

  /** Likewise, with what to tell whoever waits. */
  public void close(String reason) {
    whenClosed.accept(this);
    List<Session> open;
    List<Task> left;
    lock.lock();
    try {
      closed = true;
      ended = true;
      endedBy = reason;
      open = List.copyOf(sessions);
      left = List.copyOf(queue);
      queue.clear();
      more.signalAll();
    } finally {
      lock.unlock();
    }
    seats.wake();
    open.forEach(Session::close);
    left.forEach(task -> task.listener().died(reason));
  }

  private void serve() {
    if (!seats.take(this::isOver)) {
      leave().forEach(task -> task.listener().died(seats.refusal()));
      return;
    }
    sit(1);
    try {
      Optional<Session> worker = Optional.empty();
      for (Optional<Task> next = take(); next.isPresent(); next = take()) {
        worker = run(next.get(), worker);
      }
      worker.ifPresent(this::end);
    } finally {
      sit(-1);
      seats.giveBack();
    }
  }

  /** Whether there is nothing to do any more. */
  private boolean isOver() {
    lock.lock();
    try {
      return closed && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void sit(int change) {
    lock.lock();
    try {
      seated += change;
    } finally {
      lock.unlock();
    }
  }

  /** Goes without a seat; gives the tasks that nobody is left to run. */
  private List<Task> leave() {
    lock.lock();
    try {
      threads--;
      if (seated > 0) {
        return List.of();
      }
      List<Task> left = List.copyOf(queue);
      queue.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** The next task, or none if there will be no more. */
  private Optional<Task> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        idle++;
        try {
          more.awaitUninterruptibly();
        } finally {
          idle--;
        }
      }
      return Optional.ofNullable(queue.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Runs a task on the worker, or on a new one; gives the worker that is there for the next. */
  private Optional<Session> run(Task task, Optional<Session> worker) {
    Session session;
    byte[] outcome;
    try {
      session = worker.isPresent() ? worker.get() : begin();
    } catch (IOException | RuntimeException e) {
      task.listener().died("no worker can be opened: " + e.getMessage());
      return Optional.empty();
    }
    try {
      outcome = task.work().on(session);
    } catch (RuntimeException e) {
      // Whatever it is, also what the interpreter throws of itself: whoever waits is to hear of it.
      end(session);
      lose();
      if (!retried(task)) {
        task.listener().died(why(e));
      }
      return Optional.empty();
    }
    task.listener().done(outcome);
    return Optional.of(session);
  }

  private String why(RuntimeException failure) {
    lock.lock();
    try {
      return ended ? endedBy : String.valueOf(failure.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** Puts a task back to the front, if it is to be tried once more. */
  private boolean retried(Task task) {
    lock.lock();
    try {
      if (!task.retry() || ended) {
        return false;
      }
      queue.addFirst(new Task(task.ticket(), task.work(), false, task.listener()));
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void lose() {
    lock.lock();
    try {
      lost++;
    } finally {
      lock.unlock();
    }
  }

  private Session begin() throws IOException {
    Session session = opener.open();
    lock.lock();
    try {
      if (!ended) {
        sessions.add(session);
        if (lost > 0) {
          lost--;
          meter.restarted();
        }
        return session;
      }
    } finally {
      lock.unlock();
    }
    session.close();
    throw new IllegalStateException("the pool of workers is closed");
  }

  private void end(Session session) {
    lock.lock();
    try {
      sessions.remove(session);
    } finally {
      lock.unlock();
    }
    session.close();
  }
}
