package io.epochly.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.GuestPool;
import io.epochly.host.Limit;
import io.epochly.host.PoolOptions;
import io.epochly.host.ResourceExhaustedException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Two hundred callers of a pool of two guests, for {@code -Dload.seconds}: each call ends with its
 * own result or its own error, and nothing is left behind.
 */
class PoolLoadTest {
  private static final int CALLERS = 200;
  private static final int GUESTS = 2;
  private static final int MOST_WAITING = 150;
  private static final long SECONDS = Long.getLong("load.seconds", 6);
  private static final long MOST_GROWTH = 24L << 20;

  /** One in so many calls is of a kind that costs a guest. */
  private static final int RARELY = 400;

  private static final String PROGRAM =
      """
      import epochly

      @epochly.optimize
      def twice(n):
          return n + n

      def echo(n):
          global mine
          assert 'mine' not in globals(), 'somebody else has been here'
          mine = n
          return n

      def fail(n):
          raise ValueError(f'error {n}')

      def flood(n):
          while True:
              print('x' * 1000)

      def forever(n):
          while True:
              pass
      """;

  /** What a caller asks for. */
  private enum Kind {
    RESULT,
    COMPILED,
    ERROR,
    TIMEOUT,
    LIMIT,
    CLOSE
  }

  private final Map<Kind, AtomicLong> ended = new EnumMap<>(Kind.class);
  private final AtomicLong refused = new AtomicLong();
  private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  PoolLoadTest() {
    for (Kind kind : Kind.values()) {
      ended.put(kind, new AtomicLong());
    }
  }

  @Test
  void everyCallEndsWithItsOwnResultOrItsOwnErrorAndNothingIsLeft() throws Exception {
    try (EpochlyHost host = EpochlyHost.create()) {
      GuestPolicy policy =
          GuestPolicy.builder()
              .stdout(OutputStream.nullOutputStream())
              .limit(Limit.OUTPUT, 1 << 16)
              .limit(Limit.WALL_TIME, 60_000)
              .build();
      PoolOptions options = PoolOptions.defaults().withMostWaiting(MOST_WAITING).withReset();
      try (GuestPool pool = host.pool(GUESTS, policy, guest -> guest.eval(PROGRAM), options)) {
        warmUp(pool);
        run(pool, 1);
        long memory = usedMemory();
        int threads = threads();
        run(pool, 2);
        assertThat(wrong).isEmpty();
        assertThat(growthSince(memory)).isLessThan(MOST_GROWTH);
        assertThat(threads()).isLessThanOrEqualTo(threads + GUESTS);
        assertThat(pool.waiting()).isZero();
      }
      closeInTheMiddle(host, policy);
    }
    assertThat(wrong).isEmpty();
    ended.forEach((kind, count) -> assertThat(count.get()).as(kind.name()).isPositive());
    assertThat(refused.get()).isPositive();
    for (int i = 0; i < 100 && poolThreads() > 0; i++) {
      Thread.sleep(50);
    }
    assertThat(poolThreads()).isZero();
  }

  /** What a JVM does first takes longer than some calls may. */
  private static void warmUp(GuestPool pool) {
    for (int i = 0; i < 3 * GUESTS; i++) {
      pool.call(guest -> guest.call("echo", 1).asLong() + twice(guest, 1));
    }
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(PROGRAM);
      assertThat(failure(() -> guest.call("fail", 1))).isInstanceOf(GuestException.class);
    }
  }

  /** Has callers call for half of the time. */
  private void run(GuestPool pool, int round) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / 2;
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      callers.add(Thread.ofVirtual().start(() -> callUntil(pool, end, caller, round)));
    }
    for (Thread caller : callers) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      assertThat(caller.join(left.plusMinutes(1)))
          .as("a call of those that ended so, %s, is lost; %d wait", ended, pool.waiting())
          .isTrue();
    }
  }

  private void callUntil(GuestPool pool, long end, int caller, int round) {
    Random random = new Random(caller * 31L + round);
    long call = 0;
    // Each kind that is rare has a caller that begins with it.
    Kind kind = Kind.values()[caller % Kind.values().length];
    boolean first = caller < Kind.values().length;
    while (System.nanoTime() < end) {
      Kind now = first ? kind : next(random);
      first = false;
      long number = (round * 1_000L + caller) * 1_000_000 + call++;
      try {
        check(pool, now, number);
        ended.get(now).incrementAndGet();
      } catch (RejectedExecutionException e) {
        refused.incrementAndGet();
        pause(1 + random.nextInt(20));
      } catch (Throwable e) {
        wrong.add(new AssertionError(now + " of call " + number, e));
        return;
      }
    }
  }

  private static Kind next(Random random) {
    if (random.nextInt(RARELY) == 0) {
      return Kind.values()[3 + random.nextInt(3)];
    }
    return Kind.values()[random.nextInt(3)];
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void check(GuestPool pool, Kind kind, long number) throws Exception {
    switch (kind) {
      case RESULT -> {
        long result = pool.call(guest -> guest.call("echo", number).asLong());
        assertThat(result).isEqualTo(number);
      }
      case COMPILED -> {
        long result = pool.call(guest -> twice(guest, number));
        assertThat(result).isEqualTo(2 * number);
      }
      case ERROR -> {
        Throwable error = failure(() -> pool.call(guest -> guest.call("fail", number)));
        assertThat(error)
            .isInstanceOf(GuestException.class)
            .hasMessageEndingWith("error " + number);
      }
      case LIMIT -> {
        Throwable error = failure(() -> pool.call(guest -> guest.call("flood", number)));
        assertThat(error).isInstanceOf(ResourceExhaustedException.class);
      }
      case TIMEOUT -> {
        var result =
            pool.submit(guest -> guest.call("forever", number).isNone())
                .orTimeout(50, TimeUnit.MILLISECONDS);
        try {
          throw new AssertionError("it ended with " + result.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(TimeoutException.class);
        }
      }
      case CLOSE -> {
        long result =
            pool.call(
                guest -> {
                  guest.close();
                  return number;
                });
        assertThat(result).isEqualTo(number);
      }
    }
  }

  private static long twice(Guest guest, long number) {
    LongUnaryOperator twice = guest.function("twice", LongUnaryOperator.class);
    return twice.applyAsLong(number);
  }

  private static Throwable failure(Supplier<?> call) {
    try {
      return new AssertionError("it ended with " + call.get());
    } catch (GuestException | ResourceExhaustedException e) {
      return e;
    }
  }

  /** Callers of a pool that is closed hear of that, all of them. */
  private void closeInTheMiddle(EpochlyHost host, GuestPolicy policy) throws InterruptedException {
    GuestPool pool = host.pool(GUESTS, policy, guest -> guest.eval(PROGRAM));
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      long number = i;
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      check(pool, Kind.RESULT, number);
                    } catch (Throwable e) {
                      boolean told =
                          (e instanceof GuestDeadException || e instanceof IllegalStateException)
                              && String.valueOf(e.getMessage()).contains("closed");
                      if (!told) {
                        wrong.add(e);
                      }
                    }
                  }));
    }
    Thread.sleep(500);
    pool.close();
    for (Thread caller : callers) {
      assertThat(caller.join(Duration.ofMinutes(1))).as("a call is lost").isTrue();
    }
  }

  /** What is left once guests have ended that the last calls cost. */
  private static long growthSince(long before) throws InterruptedException {
    long growth = usedMemory() - before;
    for (int i = 0; i < 30 && growth >= MOST_GROWTH; i++) {
      growth = usedMemory() - before;
    }
    return growth;
  }

  private static long usedMemory() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long poolThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("epochly-pool"))
        .count();
  }
}
