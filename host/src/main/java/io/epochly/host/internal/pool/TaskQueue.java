package io.epochly.host.internal.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The tasks of a pool that wait, and how many serve them: whoever has a seat among the workers of
 * the host, or waits for one.
 */
final class TaskQueue {
  /** Beyond so many bytes of arguments no task goes with others. */
  private static final long LARGEST_TOGETHER = 1 << 20;

  private final int size;
  private final int mostTogether;
  private final Runnable another;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Deque<QueuedTask> tasks = new ArrayDeque<>();
  private final Pace pace = new Pace();

  private int servers;

  /** Those of them that wait for a task, and those that have a seat. */
  private int idle;

  private int seated;
  private boolean closed;
  private boolean ended;
  private String endedBy = "the pool of workers is closed";
  private Consumer<QueuedTask> tellEnd = task -> task.died(endedBy);

  /**
   * @param size how many may serve
   * @param mostTogether how many tasks are given out at a time
   * @param another makes one more serve
   */
  TaskQueue(int size, int mostTogether, Runnable another) {
    this.size = size;
    this.mostTogether = mostTogether;
    this.another = another;
  }

  /**
   * Adds a task.
   *
   * @throws IllegalStateException if there may be no more
   */
  void add(QueuedTask task) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(endedBy);
      }
      tasks.add(task);
      callAnother();
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Has one more serve if there are tasks that none waits for. */
  private void callAnother() {
    if (idle < tasks.size() && servers < size) {
      // First, as a thread may not start.
      another.run();
      servers++;
    }
  }

  /** Takes a task out; false if it does not wait here. */
  boolean cancel(long ticket) {
    lock.lock();
    try {
      return tasks.removeIf(task -> task.ticket() == ticket);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a task waits here. */
  boolean holds(long ticket) {
    lock.lock();
    try {
      return tasks.stream().anyMatch(task -> task.ticket() == ticket);
    } finally {
      lock.unlock();
    }
  }

  /** There will be no more tasks than those that wait. */
  void finish() {
    lock.lock();
    try {
      closed = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nor are these to be run; gives them.
   *
   * @param tell tells a task that comes back later
   */
  List<QueuedTask> end(String reason, Consumer<QueuedTask> tell) {
    lock.lock();
    try {
      closed = true;
      if (!ended) {
        endedBy = reason;
        tellEnd = tell;
      }
      ended = true;
      more.signalAll();
      return drained();
    } finally {
      lock.unlock();
    }
  }

  private List<QueuedTask> drained() {
    List<QueuedTask> left = List.copyOf(tasks);
    tasks.clear();
    return left;
  }

  boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is nothing to do any more. */
  boolean isOver() {
    lock.lock();
    try {
      return closed && tasks.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is nothing to do any more, and nobody who would. */
  boolean isLeft() {
    lock.lock();
    try {
      return closed && tasks.isEmpty() && servers == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Why a task died by this: what the queue was ended by, if it was. */
  String why(Throwable failure) {
    lock.lock();
    try {
      return ended ? endedBy : String.valueOf(failure.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** One that serves has a seat from now on. */
  void sit() {
    lock.lock();
    try {
      seated++;
    } finally {
      lock.unlock();
    }
  }

  /**
   * One serves no more; another takes its place if it had a seat and there is work. Gives the tasks
   * that nobody is left to run.
   */
  List<QueuedTask> leave(boolean hadSeat) {
    lock.lock();
    try {
      servers--;
      if (hadSeat) {
        seated--;
        callAnother();
        return List.of();
      }
      return seated > 0 ? List.of() : drained();
    } finally {
      lock.unlock();
    }
  }

  /** The next tasks, or none if there will be no more. */
  Deque<QueuedTask> take() {
    lock.lock();
    try {
      while (tasks.isEmpty() && !closed) {
        idle++;
        try {
          more.awaitUninterruptibly();
        } finally {
          idle--;
        }
      }
      return part();
    } finally {
      lock.unlock();
    }
  }

  /** A worker's part of those that wait. */
  private Deque<QueuedTask> part() {
    Deque<QueuedTask> next = new ArrayDeque<>();
    int most = Math.min(mostTogether, Math.min(pace.tasks(), Math.ceilDiv(tasks.size(), size)));
    long bytes = 0;
    while (!tasks.isEmpty() && (next.isEmpty() || next.size() < most && bytes < LARGEST_TOGETHER)) {
      bytes += tasks.element().task().size();
      next.add(tasks.remove());
    }
    return next;
  }

  /** Tasks for one that runs its last one; none where there are too few for all who serve. */
  Deque<QueuedTask> takeMore() {
    lock.lock();
    try {
      return mostTogether > 1
              && tasks.size() >= size
              && tasks.element().task().size() < LARGEST_TOGETHER
              && pace.isQuick()
          ? part()
          : new ArrayDeque<>();
    } finally {
      lock.unlock();
    }
  }

  /** Whether one that serves has nothing to do. */
  boolean isWanting() {
    lock.lock();
    try {
      return idle > 0 && tasks.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  Duration patience() {
    return pace.patience();
  }

  /** Hears how long a task took. */
  void took(long nanos) {
    pace.took(nanos);
  }

  /** Puts tasks that have not run back to the front, or tells them that they will not. */
  void putBack(Deque<QueuedTask> back) {
    Consumer<QueuedTask> tell;
    lock.lock();
    try {
      if (!ended) {
        while (!back.isEmpty()) {
          tasks.addFirst(back.removeLast());
        }
        callAnother();
        more.signalAll();
      }
      tell = tellEnd;
    } finally {
      lock.unlock();
    }
    back.forEach(tell);
  }

  /** Puts a task whose worker died back to the front, if it is to be tried once more. */
  boolean retries(QueuedTask task, boolean begun) {
    lock.lock();
    try {
      Optional<QueuedTask> again = ended ? Optional.empty() : task.afterDeath(begun);
      again.ifPresent(tasks::addFirst);
      return again.isPresent();
    } finally {
      lock.unlock();
    }
  }
}
