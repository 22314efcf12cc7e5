package io.epochly.host.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.GuestDeadException;
import io.epochly.host.Isolation;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.shared.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of tasks while those that would run them come and go. */
class TaskQueueTest {
  private final AtomicInteger called = new AtomicInteger();
  private final List<String> deaths = new CopyOnWriteArrayList<>();
  private final CountDownLatch died = new CountDownLatch(1);

  private final TaskPool.Listener listener =
      new TaskPool.Listener() {
        @Override
        public void done(byte[] outcome, List<Place> places) {
          throw new AssertionError("nobody runs anything here");
        }

        @Override
        public void died(String reason) {
          deaths.add(reason);
          died.countDown();
        }

        @Override
        public void withdrawn() {
          died("withdrawn");
        }
      };

  private TaskQueue queue(int size) {
    return new TaskQueue(size, 1, called::incrementAndGet);
  }

  private static TaskPool pool(TaskPool.Opener opener, Runnable whenOver) {
    return new TaskPool(
        1,
        Isolation.PROCESS,
        new WorkerSeats(OptionalInt::empty),
        new HostMeter(),
        opener,
        whenOver);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private QueuedTask task(long ticket, boolean retry) {
    return new QueuedTask(ticket, new Task.Named("f", new byte[0]), retry, 2, listener);
  }

  @Test
  void whoGoesWithoutASeatLeavesTheTasksToOneWhoHasOne() {
    TaskQueue queue = queue(2);
    queue.add(task(1, false));
    queue.add(task(2, false));
    assertThat(called).hasValue(2);
    // Taken at the last moment, before the other sees that it has none.
    WorkerSeats seats = new WorkerSeats(() -> OptionalInt.of(1), Duration.ZERO);
    assertThat(seats.take(queue::isOver, queue::sit)).isTrue();
    assertThat(seats.take(queue::isOver, queue::sit)).isFalse();
    assertThat(queue.leave(false)).isEmpty();
    assertThat(queue.take()).extracting(QueuedTask::ticket).containsExactly(1L);
    assertThat(queue.take()).extracting(QueuedTask::ticket).containsExactly(2L);
  }

  @Test
  void whoRunsItsLastTaskGetsTheNextWhereTheOthersCanHaveOneToo() {
    TaskQueue queue = new TaskQueue(2, 64, called::incrementAndGet);
    for (long ticket = 1; ticket <= 4; ticket++) {
      queue.add(task(ticket, false));
    }
    assertThat(queue.take()).extracting(QueuedTask::ticket).containsExactly(1L);
    assertThat(queue.takeMore()).extracting(QueuedTask::ticket).containsExactly(2L);
    assertThat(queue.takeMore()).extracting(QueuedTask::ticket).containsExactly(3L);
    assertThat(queue.takeMore()).isEmpty();
    queue.add(task(5, false));
    queue.took(TimeUnit.MINUTES.toNanos(1));
    assertThat(queue.takeMore()).as("of tasks that take long").isEmpty();
  }

  @Test
  void aLargeTaskGoesWithNoOther() {
    TaskQueue queue = new TaskQueue(1, 64, called::incrementAndGet);
    queue.add(task(1, false));
    queue.take();
    Task large = new Task.Named("f", new byte[1 << 20]);
    queue.add(new QueuedTask(2, large, false, 2, listener));
    assertThat(queue.takeMore()).isEmpty();
    assertThat(queue.take()).extracting(QueuedTask::ticket).containsExactly(2L);
  }

  @Test
  void tasksAreWantedWhileSomebodyWaitsForOne() throws Exception {
    TaskQueue queue = queue(2);
    assertThat(queue.isWanting()).isFalse();
    Thread idle = Thread.ofPlatform().start(queue::take);
    while (!queue.isWanting()) {
      Thread.sleep(1);
    }
    queue.add(task(1, false));
    idle.join();
    assertThat(queue.isWanting()).isFalse();
  }

  @Test
  void theLastWhoGoesWithoutASeatTakesTheTasksAlong() {
    TaskQueue queue = queue(2);
    queue.add(task(1, false));
    assertThat(queue.leave(false)).extracting(QueuedTask::ticket).containsExactly(1L);
    queue.add(task(2, false));
    assertThat(called).hasValue(2);
  }

  @Test
  void whoLeavesASeatInTheMiddleOfTheWorkIsReplaced() {
    TaskQueue queue = queue(1);
    queue.add(task(1, false));
    queue.sit();
    assertThat(called).hasValue(1);
    assertThat(queue.leave(true)).isEmpty();
    assertThat(called).hasValue(2);
  }

  @Test
  void aTaskIsTriedOnceMoreAndNotTwice() {
    TaskQueue queue = queue(1);
    queue.add(task(1, true));
    QueuedTask first = queue.take().remove();
    assertThat(queue.retries(first, true)).isTrue();
    assertThat(queue.retries(queue.take().remove(), true)).isFalse();
    queue.end("the end", task -> task.died("the end"));
    assertThat(queue.retries(first, true)).isFalse();
  }

  @Test
  void aTaskThatNoWorkerHasBegunGoesToSomeOthersAndMayBeTriedOnceMoreThen() {
    TaskQueue queue = queue(1);
    queue.add(task(1, false));
    queue.add(task(2, true));
    for (long ticket = 1; ticket <= 2; ticket++) {
      QueuedTask next = queue.take().remove();
      for (int left = 2; left > 0; left--) {
        assertThat(queue.retries(next, false)).isTrue();
        next = queue.take().remove();
        assertThat(next.ticket()).isEqualTo(ticket);
      }
      assertThat(queue.retries(next, false)).isEqualTo(ticket == 2);
      if (ticket == 2) {
        assertThat(queue.retries(queue.take().remove(), false)).isFalse();
      }
    }
  }

  @Test
  void whatComesBackToAQueueThatEndedHearsOfItAndNothingNewIsTaken() {
    TaskQueue queue = queue(1);
    queue.add(task(1, false));
    ArrayDeque<QueuedTask> taken = new ArrayDeque<>(queue.take());
    assertThat(queue.end("the end", task -> task.died("the end"))).isEmpty();
    queue.putBack(taken);
    assertThat(deaths).containsExactly("the end");
    assertThatThrownBy(() -> queue.add(task(2, false))).hasMessage("the end");
  }

  @Test
  void whatNoWorkerHasBegunIsWithdrawnWithItsPool() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch withdrawn = new CountDownLatch(1);
    TaskPool pool =
        pool(
            () -> {
              opening.countDown();
              await(withdrawn);
              throw new GuestDeadException("it was killed");
            },
            () -> {});
    pool.submit(1, new Task.Named("f", new byte[0]), false, listener);
    assertThat(opening.await(10, TimeUnit.SECONDS)).isTrue();
    pool.submit(2, new Task.Named("f", new byte[0]), false, listener);
    pool.withdraw();
    assertThat(deaths).as("of the one that waits").containsExactly("withdrawn");
    withdrawn.countDown();
    for (int i = 0; i < 1000 && deaths.size() < 2; i++) {
      Thread.sleep(10);
    }
    assertThat(deaths).containsExactly("withdrawn", "withdrawn");
  }

  @Test
  void aTaskHearsOfWorkersThatDieAtTheirStartWhenSeveralHave() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    try (TaskPool pool =
        pool(
            () -> {
              starts.incrementAndGet();
              throw new GuestDeadException("it was killed");
            },
            () -> {})) {
      pool.submit(1, new Task.Named("f", new byte[0]), false, listener);
      assertThat(died.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(deaths).containsExactly("no worker can be opened: it was killed");
      assertThat(starts).hasValue(3);
    }
  }

  @Test
  void aPoolThatFinishesTellsWhenItsTasksAreOver() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    TaskPool pool =
        pool(
            () -> {
              await(opening);
              throw new IOException("there is no such worker");
            },
            over::countDown);
    pool.submit(1, new Task.Named("f", new byte[0]), false, listener);
    pool.finish();
    assertThat(over.await(100, TimeUnit.MILLISECONDS)).as("over while a task waits").isFalse();
    opening.countDown();
    assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(died.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(deaths).containsExactly("no worker can be opened: there is no such worker");
  }
}
