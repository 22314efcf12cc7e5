package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pieces are run once each, whoever runs them, and none is running any more when the run is over.
 */
@Timeout(60)
class SplitRunTest {
  private static final Poll NONE = () -> {};
  private static final Cores CORES = Cores.of(4);

  @AfterAll
  static void close() {
    CORES.close();
  }

  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Counts how often each iteration runs. */
  private static Pieces counting(AtomicIntegerArray counts) {
    return new Pieces(
        0,
        1,
        counts.length(),
        (from, to, poll) -> {
          for (long i = from; i < to; i++) {
            counts.incrementAndGet((int) i);
          }
          return new Object[] {from};
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void eachIterationRunsOnceAndResultsComeInOrder(int cores) {
    Random random = new Random(cores);
    for (int round = 0; round < 2000; round++) {
      AtomicIntegerArray counts = new AtomicIntegerArray(1 + random.nextInt(500));
      long least = 1 + random.nextInt(40);
      SplitRun run = new SplitRun(counting(counts), cores, least, round % 2 == 0);

      List<SplitRun.Result> results = run.run(CORES, NONE);

      for (int i = 0; i < counts.length(); i++) {
        assertThat(counts.get(i)).isEqualTo(1);
      }
      assertThat(results.getFirst().first()).isZero();
      assertThat(results).isSortedAccordingTo((a, b) -> Long.compare(a.first(), b.first()));
      assertThat(results).allMatch(result -> result.values()[0].equals(result.first()));
    }
  }

  @Test
  void countersStepDownAndUp() {
    List<Long> seen = new ArrayList<>();
    Pieces pieces =
        new Pieces(
            10,
            -3,
            4,
            (from, to, poll) -> {
              for (long i = from; i > to; i -= 3) {
                seen.add(i);
              }
              return null;
            });
    assertThat(new SplitRun(pieces, 1, 1, false).run(CORES, NONE)).isEmpty();
    assertThat(seen).containsExactly(10L, 7L, 4L, 1L);
  }

  @Test
  void aPieceThatFailsEndsAllAndNoneRunsWhenThatIsThrown() {
    for (int round = 0; round < 500; round++) {
      int failing = round % 64;
      AtomicInteger running = new AtomicInteger();
      Pieces pieces =
          new Pieces(
              0,
              1,
              64,
              (from, to, poll) -> {
                running.incrementAndGet();
                try {
                  if (from == failing) {
                    throw new Failed();
                  }
                  for (int i = 0; i < 100; i++) {
                    poll.poll();
                    Thread.onSpinWait();
                  }
                  return null;
                } finally {
                  running.decrementAndGet();
                }
              });
      assertThatThrownBy(() -> new SplitRun(pieces, 4, 1, true).run(CORES, NONE))
          .isInstanceOf(Failed.class);
      assertThat(running).hasValue(0);
    }
  }

  /** Pieces that only a poll ends. */
  private static Pieces endless(AtomicInteger running) {
    return new Pieces(
        0,
        1,
        4,
        (from, to, poll) -> {
          running.incrementAndGet();
          try {
            while (true) {
              poll.poll();
              Thread.onSpinWait();
            }
          } finally {
            running.decrementAndGet();
          }
        });
  }

  @Test
  void whatThePollThrowsEndsThePiecesOfAll() {
    AtomicInteger running = new AtomicInteger();
    Poll poll =
        () -> {
          if (running.get() == 4) {
            throw new Failed();
          }
        };
    assertThatThrownBy(() -> new SplitRun(endless(running), 4, 1, true).run(CORES, poll))
        .isInstanceOf(Failed.class);
    assertThat(running).hasValue(0);
  }

  @Test
  void theCallerGoesOnPollingWhenItsOwnPiecesAreDone() {
    Thread caller = Thread.currentThread();
    AtomicInteger helpers = new AtomicInteger();
    Pieces pieces =
        new Pieces(
            0,
            1,
            2,
            (from, to, poll) -> {
              if (Thread.currentThread() == caller) {
                while (helpers.get() == 0) {
                  Thread.onSpinWait();
                }
                return null;
              }
              helpers.incrementAndGet();
              while (true) {
                poll.poll();
                LockSupport.parkNanos(10_000);
              }
            });
    AtomicInteger polls = new AtomicInteger();
    Poll poll =
        () -> {
          if (polls.incrementAndGet() > 3) {
            throw new Failed();
          }
        };
    assertThatThrownBy(() -> new SplitRun(pieces, 2, 1, true).run(CORES, poll))
        .isInstanceOf(Failed.class);
  }

  @Test
  void theCallerPollsBeforeEachOfItsPiecesAndNobodyElseDoes() {
    AtomicIntegerArray counts = new AtomicIntegerArray(30);
    AtomicInteger polls = new AtomicInteger();
    new SplitRun(counting(counts), 1, 3, true).run(CORES, polls::incrementAndGet);
    assertThat(polls).hasValue(10);

    Set<Thread> pollers = ConcurrentHashMap.newKeySet();
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    Pieces pieces =
        new Pieces(
            0,
            1,
            16,
            (from, to, poll) -> {
              workers.add(Thread.currentThread());
              while (workers.size() < 2) {
                Thread.onSpinWait();
              }
              poll.poll();
              return null;
            });
    new SplitRun(pieces, 4, 1, true).run(CORES, () -> pollers.add(Thread.currentThread()));
    assertThat(workers).hasSizeGreaterThan(1);
    assertThat(pollers).containsExactly(Thread.currentThread());
  }

  @Test
  void withoutThreadsTheCallerRunsAll() {
    Cores closed = Cores.of(3);
    closed.close();
    AtomicIntegerArray counts = new AtomicIntegerArray(100);
    new SplitRun(counting(counts), 3, 1, false).run(closed, NONE);
    for (int i = 0; i < counts.length(); i++) {
      assertThat(counts.get(i)).isEqualTo(1);
    }
  }

  @Test
  void manyRunsShareTheThreadsAndEachEnds() throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        all.add(
            callers.submit(
                () -> {
                  int sum = 0;
                  for (int round = 0; round < 500; round++) {
                    AtomicIntegerArray counts = new AtomicIntegerArray(200);
                    new SplitRun(counting(counts), 4, 3, false).run(CORES, NONE);
                    for (int i = 0; i < counts.length(); i++) {
                      sum += counts.get(i);
                    }
                  }
                  return sum;
                }));
      }
      for (Future<Integer> one : all) {
        assertThat(one.get(50, TimeUnit.SECONDS)).isEqualTo(500 * 200);
      }
    }
  }
}
