package io.epochly.host.internal.pool;

import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestFailure;
import io.epochly.host.Isolation;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.shared.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** The worker ended while it ran the task, or no worker will. */
    void died(String reason);

    /** No worker has begun the task, and whoever submitted it wants none to. */
    void withdrawn();
  }

  /** How many tasks a worker in a process may be given at a time. */
  private static final int TOGETHER = 64;

  /** How many workers may die while they start before a task hears of it. */
  private static final int STARTS = 3;

  /** How many may die between two tasks, when they were given one that they have not begun. */
  private static final int UNSEEN = 3;

  /** One that has taken longer is not one that somebody killed: no other would do better. */
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private static final String ENDED = "the workers were ended";

  private final Opener opener;
  private final WorkerSeats seats;
  private final HostMeter meter;
  private final Runnable whenOver;
  private final TaskQueue queue;
  private final AtomicInteger threads = new AtomicInteger();

  /** The workers that are open; whoever changes them holds it. */
  private final Set<Session> sessions = new HashSet<>();

  /** Workers that died and have nobody in their place yet; likewise. */
  private int lost;

  /**
   * @param size how many workers there are at most
   * @param strength of the workers: those in processes give back what waits behind a task that
   *     takes long, and so may be given several
   * @param seats what all workers of the host share
   * @param meter hears of workers that take the place of others
   * @param whenOver runs, maybe twice, when it has no tasks any more and takes no others
   */
  public TaskPool(
      int size,
      Isolation strength,
      WorkerSeats seats,
      HostMeter meter,
      Opener opener,
      Runnable whenOver) {
    this.queue =
        new TaskQueue(size, strength == Isolation.PROCESS ? TOGETHER : 1, this::startThread);
    this.seats = seats;
    this.meter = meter;
    this.whenOver = whenOver;
    this.opener = opener;
  }

  /**
   * Queues a task.
   *
   * @param retry whether it is tried once more if its worker dies
   * @throws IllegalStateException if the pool is closed
   */
  public void submit(long ticket, Task task, boolean retry, Listener listener) {
    queue.add(new QueuedTask(ticket, task, retry, UNSEEN, listener));
  }

  private void startThread() {
    Thread.ofPlatform()
        .daemon()
        .name("epochly-pool-" + threads.incrementAndGet())
        .start(this::serve);
  }

  /** Takes a task out of the queue; false if it runs already, or is over. */
  public boolean cancel(long ticket) {
    return queue.cancel(ticket);
  }

  /** Whether a task is in the queue. */
  public boolean holds(long ticket) {
    return queue.holds(ticket);
  }

  /** Takes no more tasks, and ends the workers when those that wait are done. */
  public void finish() {
    queue.finish();
    seats.wake();
    tellWhenLeft();
  }

  /**
   * Ends the workers, in the middle of what they do if need be; what waits is told that it died.
   */
  @Override
  public void close() {
    close(ENDED);
  }

  /** Likewise, but what waits is told that it was withdrawn. */
  public void withdraw() {
    close(ENDED, QueuedTask::withdrawn);
  }

  /** Likewise, with what to tell whoever waits. */
  public void close(String reason) {
    close(reason, task -> task.died(reason));
  }

  private void close(String reason, Consumer<QueuedTask> tell) {
    List<QueuedTask> left = queue.end(reason, tell);
    List<Session> open;
    synchronized (sessions) {
      open = List.copyOf(sessions);
    }
    whenOver.run();
    seats.wake();
    // One that does not stop is waited for.
    left.forEach(tell);
    open.forEach(Session::close);
  }

  private void serve() {
    boolean seated = seats.take(queue::isOver, queue::sit);
    List<QueuedTask> left = List.of();
    try {
      if (seated) {
        work();
      }
    } finally {
      left = queue.leave(seated);
      if (seated) {
        seats.giveBack();
      }
    }
    left.forEach(task -> task.died(seats.refusal()));
    tellWhenLeft();
  }

  private void tellWhenLeft() {
    if (queue.isLeft()) {
      whenOver.run();
    }
  }

  private void work() {
    Optional<Session> worker = Optional.empty();
    for (Deque<QueuedTask> next = queue.take(); !next.isEmpty(); next = queue.take()) {
      worker = run(next, worker);
    }
    worker.ifPresent(this::end);
  }

  /** Runs tasks on the worker, or on a new one; gives the worker that is there for the next. */
  private Optional<Session> run(Deque<QueuedTask> tasks, Optional<Session> worker) {
    Session session;
    try {
      Optional<Session> live = worker.filter(this::isLive);
      session = live.isPresent() ? live.get() : begin();
    } catch (IOException | RuntimeException | Error e) {
      if (!queue.isEnded()) {
        tasks.remove().died("no worker can be opened: " + e.getMessage());
      }
      queue.putBack(tasks);
      return Optional.empty();
    }
    Running running = new Running(tasks);
    try {
      session.tasks(tasks.stream().map(QueuedTask::task).toList(), running);
    } catch (RuntimeException | Error e) {
      // Whatever it is, also what the interpreter throws of itself: whoever waits is to hear of it.
      lose(session);
      if (!tasks.isEmpty()) {
        QueuedTask ran = tasks.remove();
        if (!running.begun && queue.isEnded()) {
          // It is told like those behind it.
          tasks.addFirst(ran);
          queue.putBack(tasks);
          return Optional.empty();
        }
        queue.putBack(tasks);
        if (!queue.retries(ran, running.begun)) {
          ran.died(queue.why(e));
        }
      }
      return Optional.empty();
    }
    return Optional.of(session);
  }

  /** Whether a worker has outlived its rest; one that has not was given nothing that is lost. */
  private boolean isLive(Session worker) {
    try {
      worker.check();
      return true;
    } catch (GuestFailure e) {
      lose(worker);
      return false;
    }
  }

  /** Tasks that a worker has, the first of which it runs. */
  private final class Running implements Task.Results {
    private final Deque<QueuedTask> tasks;
    private long start = System.nanoTime();
    private boolean begun = true;

    Running(Deque<QueuedTask> tasks) {
      this.tasks = tasks;
    }

    @Override
    public void neverBegun() {
      begun = false;
    }

    @Override
    public void done(byte[] outcome, List<Place> places) {
      long now = System.nanoTime();
      queue.took(now - start);
      start = now;
      QueuedTask over = tasks.remove();
      try {
        over.listener().done(outcome, places);
      } catch (RuntimeException | Error e) {
        // It is no task of the worker any more: nobody else would tell.
        over.died("its result cannot be taken: " + e);
        throw e;
      }
    }

    @Override
    public void givenBack(int count) {
      Deque<QueuedTask> back = new ArrayDeque<>();
      for (int i = 0; i < count; i++) {
        back.addFirst(tasks.removeLast());
      }
      queue.putBack(back);
    }

    @Override
    public List<Task> more() {
      Deque<QueuedTask> next = queue.takeMore();
      tasks.addAll(next);
      return next.stream().map(QueuedTask::task).toList();
    }

    @Override
    public Duration patience() {
      return queue.patience();
    }

    @Override
    public boolean areWanted() {
      return queue.isWanting();
    }
  }

  private Session begin() throws IOException {
    long last = System.nanoTime() + LONGEST_START.toNanos();
    for (int left = STARTS - 1; ; left--) {
      try {
        return beginOnce();
      } catch (GuestDeadException e) {
        // Somebody may have killed it, and no worker has seen the task.
        if (left == 0 || queue.isEnded() || System.nanoTime() > last) {
          throw e;
        }
      }
    }
  }

  private Session beginOnce() throws IOException {
    Session session = opener.open();
    synchronized (sessions) {
      // Asked while nobody can close what is open: who ended the queue closes that afterwards.
      if (!queue.isEnded()) {
        sessions.add(session);
        if (lost > 0) {
          lost--;
          meter.restarted();
        }
        return session;
      }
    }
    session.close();
    throw new IllegalStateException("the pool of workers is closed");
  }

  private void lose(Session session) {
    synchronized (sessions) {
      lost++;
    }
    end(session);
  }

  private void end(Session session) {
    synchronized (sessions) {
      sessions.remove(session);
    }
    session.close();
  }
}
