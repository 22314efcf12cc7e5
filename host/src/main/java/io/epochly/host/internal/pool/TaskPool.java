package io.epochly.host.internal.pool;

import io.epochly.host.Isolation;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.shared.Place;
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

  /** Hears how a task ended, on a thread of the pool. */
  public interface Listener {
    /**
     * The task is over; what it gave, or what it raised, is encoded.
     *
     * @param places of the shared memory that belong to it
     */
    void done(byte[] outcome, List<Place> places);

    /** The worker ended while it ran the task. */
    void died(String reason);
  }

  /** A task that waits or runs. */
  private record Entry(long ticket, Task task, boolean retry, Listener listener) {}

  /** How many tasks a worker in a process may be given at a time. */
  private static final int TOGETHER = 64;

  /** Beyond so many bytes of arguments no task goes with others. */
  private static final long LARGEST_TOGETHER = 1 << 20;

  private final Opener opener;
  private final int size;
  private final int mostTogether;
  private final WorkerSeats seats;
  private final HostMeter meter;
  private final Consumer<TaskPool> whenClosed;
  private final Pace pace = new Pace();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Deque<Entry> queue = new ArrayDeque<>();
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
   * @param mostTogether how many tasks a worker may be given at a time: more than one only if it
   *     gives back what waits behind one that takes long
   * @param seats what all workers of the host share
   * @param meter hears of workers that take the place of others
   * @param whenClosed hears that it is closed
   */
  public TaskPool(
      int size,
      int mostTogether,
      WorkerSeats seats,
      HostMeter meter,
      Opener opener,
      Consumer<TaskPool> whenClosed) {
    this.size = size;
    this.mostTogether = mostTogether;
    this.seats = seats;
    this.meter = meter;
    this.whenClosed = whenClosed;
    this.opener = opener;
  }

  /** How many tasks a worker of a strength may be given at a time. */
  public static int together(Isolation isolation) {
    return isolation == Isolation.PROCESS ? TOGETHER : 1;
  }

  /**
   * Queues a task.
   *
   * @param retry whether it is tried once more if its worker dies
   * @throws IllegalStateException if the pool is closed
   */
  public void submit(long ticket, Task task, boolean retry, Listener listener) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(endedBy);
      }
      queue.add(new Entry(ticket, task, retry, listener));
      startAnother();
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Starts one more thread if there are tasks that none waits for. */
  private void startAnother() {
    if (idle < queue.size() && threads < size) {
      threads++;
      Thread.ofPlatform().daemon().name("epochly-pool-" + threads).start(this::serve);
    }
  }

  /** Takes a task out of the queue; false if it runs already, or is over. */
  public boolean cancel(long ticket) {
    lock.lock();
    try {
      return queue.removeIf(entry -> entry.ticket() == ticket);
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
    List<Entry> left;
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
    left.forEach(entry -> entry.listener().died(reason));
  }

  private void serve() {
    if (!seats.take(this::isOver)) {
      leave().forEach(entry -> entry.listener().died(seats.refusal()));
      return;
    }
    sit(1);
    try {
      Optional<Session> worker = Optional.empty();
      for (Deque<Entry> next = take(); !next.isEmpty(); next = take()) {
        worker = run(next, worker);
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
  private List<Entry> leave() {
    lock.lock();
    try {
      threads--;
      if (seated > 0) {
        return List.of();
      }
      List<Entry> left = List.copyOf(queue);
      queue.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** The next tasks, or none if there will be no more. */
  private Deque<Entry> take() {
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
      Deque<Entry> next = new ArrayDeque<>();
      // Each worker gets its part.
      int most = Math.min(mostTogether, Math.min(pace.tasks(), Math.ceilDiv(queue.size(), size)));
      long bytes = 0;
      while (!queue.isEmpty()
          && (next.isEmpty() || next.size() < most && bytes < LARGEST_TOGETHER)) {
        bytes += queue.element().task().size();
        next.add(queue.remove());
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Runs tasks on the worker, or on a new one; gives the worker that is there for the next. */
  private Optional<Session> run(Deque<Entry> entries, Optional<Session> worker) {
    Session session;
    try {
      session = worker.isPresent() ? worker.get() : begin();
    } catch (IOException | RuntimeException e) {
      entries.remove().listener().died("no worker can be opened: " + e.getMessage());
      putBack(entries);
      return Optional.empty();
    }
    try {
      session.tasks(entries.stream().map(Entry::task).toList(), new Running(entries));
    } catch (RuntimeException e) {
      // Whatever it is, also what the interpreter throws of itself: whoever waits is to hear of it.
      end(session);
      lose();
      if (!entries.isEmpty()) {
        Entry ran = entries.remove();
        putBack(entries);
        if (!retried(ran)) {
          ran.listener().died(why(e));
        }
      }
      return Optional.empty();
    }
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

  /** Tasks that a worker has, the first of which it runs. */
  private final class Running implements Task.Results {
    private final Deque<Entry> entries;
    private long start = System.nanoTime();

    Running(Deque<Entry> entries) {
      this.entries = entries;
    }

    @Override
    public void done(byte[] outcome, List<Place> places) {
      long now = System.nanoTime();
      pace.took(now - start);
      start = now;
      entries.remove().listener().done(outcome, places);
    }

    @Override
    public void givenBack(int count) {
      Deque<Entry> back = new ArrayDeque<>();
      for (int i = 0; i < count; i++) {
        back.addFirst(entries.removeLast());
      }
      putBack(back);
    }
  }

  /** Puts tasks that have not run back to the front. */
  private void putBack(Deque<Entry> entries) {
    String reason;
    lock.lock();
    try {
      if (!ended) {
        while (!entries.isEmpty()) {
          queue.addFirst(entries.removeLast());
        }
        startAnother();
        more.signalAll();
      }
      reason = endedBy;
    } finally {
      lock.unlock();
    }
    entries.forEach(entry -> entry.listener().died(reason));
  }

  /** Puts a task back to the front, if it is to be tried once more. */
  private boolean retried(Entry entry) {
    lock.lock();
    try {
      if (!entry.retry() || ended) {
        return false;
      }
      queue.addFirst(new Entry(entry.ticket(), entry.task(), false, entry.listener()));
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
