package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that actions get from a pool. */
class GuestPoolTest {
  private static final Consumer<Guest> SETUP =
      guest ->
          guest.eval(
              """
              import epochly, math
              seen = 0

              @epochly.optimize
              def twice(x):
                  return x + x

              def forever():
                  while True:
                      pass
              """);
  private static final PoolOptions RESET = PoolOptions.defaults().withReset();
  private static EpochlyHost host;

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  private static long next(Guest guest) {
    guest.eval("seen += 1");
    guest.eval("left = 1");
    return guest.eval("seen").asLong();
  }

  private static double pi(GuestPool pool) {
    return pool.call(guest -> guest.eval("math.pi").asDouble());
  }

  private static boolean isFresh(Guest guest) {
    return guest.eval("'left' not in globals()").asBoolean();
  }

  @Test
  void aScriptThatSetsGuestsUpLeavesNoMoreBehindEachTime(@TempDir Path folder) throws IOException {
    Path script = Files.writeString(folder.resolve("setup.py"), "import sys\n");
    GuestPolicy policy = GuestPolicy.builder().allowRead(folder).build();
    try (GuestPool pool = host.pool(1, policy, guest -> guest.run(script), RESET)) {
      long before = pool.call(guest -> guest.eval("len(sys.path)").asLong());
      for (int i = 0; i < 3; i++) {
        assertThat(pool.<Long>call(guest -> guest.eval("len(sys.path)").asLong()))
            .isEqualTo(before);
      }
    }
  }

  @Test
  void anErrorOfWhatSetsGuestsUpDoesNotEndThePool() {
    AtomicInteger times = new AtomicInteger();
    Consumer<Guest> setup =
        guest -> {
          if (times.incrementAndGet() == 2) {
            throw new AssertionError("the second time");
          }
        };
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), setup, RESET)) {
      for (int i = 0; i < 3; i++) {
        assertThat(pool.<Long>call(guest -> guest.eval("6 * 7").asLong())).isEqualTo(42);
      }
    }
  }

  @Test
  void eachActionGetsAGuestThatNobodyHadBefore() {
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), SETUP)) {
      for (int i = 0; i < 2; i++) {
        assertThat(pool.call(GuestPoolTest::isFresh)).isTrue();
        assertThat(pool.call(GuestPoolTest::next)).isOne();
        assertThat(pi(pool)).isEqualTo(Math.PI);
        pool.call(guest -> guest.eval("math.pi = 3.0").isNone());
      }
    }
  }

  @Test
  void aGuestThatIsResetHasFreshGlobalsAndIsSetUpAnew() {
    AtomicInteger setups = new AtomicInteger();
    Consumer<Guest> setup = SETUP.andThen(guest -> setups.incrementAndGet());
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), setup, RESET)) {
      for (int i = 0; i < 3; i++) {
        assertThat(pool.call(GuestPoolTest::isFresh)).isTrue();
        assertThat(pool.call(GuestPoolTest::next)).isOne();
        double eight =
            pool.call(guest -> guest.function("twice", DoubleUnaryOperator.class).applyAsDouble(4));
        assertThat(eight).isEqualTo(8.0);
      }
      pool.call(
          guest -> guest.eval("math.pi = 3.0; import sys; sys.modules.pop('__main__')").isNone());
      assertThat(pi(pool)).isEqualTo(3.0);
      assertThat(setups.get()).isGreaterThanOrEqualTo(11);
      assertThatThrownBy(() -> pool.call(guest -> guest.eval("1 / 0")))
          .isInstanceOf(GuestException.class);
      assertThat(pool.call(GuestPoolTest::isFresh)).isTrue();
      assertThat(pi(pool)).isEqualTo(3.0);
      assertThatThrownBy(() -> pool.call(guest -> guest.eval("raise SystemExit(1)")))
          .isInstanceOf(GuestExitException.class);
      assertThat(pi(pool)).isEqualTo(Math.PI);
    }
  }

  @Test
  void whatAnActionKeepsOfItsGuestIsRefusedAfterIt() {
    for (PoolOptions options : List.of(PoolOptions.defaults(), RESET)) {
      try (GuestPool pool = host.pool(1, GuestPolicy.closed(), SETUP, options)) {
        AtomicReference<GuestValue> value = new AtomicReference<>();
        AtomicReference<DoubleUnaryOperator> function = new AtomicReference<>();
        Guest kept =
            pool.call(
                guest -> {
                  value.set(guest.eval("'text'"));
                  function.set(guest.function("twice", DoubleUnaryOperator.class));
                  assertThat(function.get().applyAsDouble(1)).isEqualTo(2.0);
                  return guest;
                });
        pool.call(guest -> guest.eval("1").asLong());
        assertLate(() -> kept.eval("1"));
        assertLate(() -> value.get().asString());
        assertLate(() -> function.get().applyAsDouble(1));
      }
    }
  }

  private static void assertLate(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(GuestDeadException.class)
        .hasMessageContaining("the action that had this guest has ended");
  }

  /** An action that has its guest until it is let go. */
  private static final class Held {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CompletableFuture<Boolean> result;

    Held(GuestPool pool) throws InterruptedException {
      result =
          pool.submit(
              guest -> {
                begun.countDown();
                try {
                  return end.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  return false;
                }
              });
      begun.await();
    }
  }

  @Test
  void actionsRunInTheOrderInWhichTheyCameAndTooManyAreRefused() throws Exception {
    PoolOptions options = RESET.withMostWaiting(3);
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), SETUP, options)) {
      Held first = new Held(pool);
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      List<CompletableFuture<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        results.add(pool.submit(guest -> order.add(number)));
      }
      assertThat(pool.waiting()).isEqualTo(3);
      assertThat(pool.ready()).isZero();
      assertThatThrownBy(() -> pool.submit(guest -> 1))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage(
              "as many actions wait for a guest of the pool as may, 3: try again later, or let more wait");
      results.get(1).cancel(true);
      assertThat(pool.waiting()).isEqualTo(2);
      CompletableFuture<Boolean> last = pool.submit(guest -> order.add(3));
      first.end.countDown();
      assertThat(last.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(first.result.get()).isTrue();
      assertThat(order).containsExactly(0, 2, 3);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> RESET.withMostWaiting(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> host.pool(0, GuestPolicy.closed(), SETUP));
  }

  @Test
  void whoeverDoesNotWaitAnyMoreEndsHisAction() throws Exception {
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), SETUP)) {
      CompletableFuture<Boolean> endless = pool.submit(guest -> guest.eval("forever()").isNone());
      assertThatThrownBy(endless.orTimeout(500, TimeUnit.MILLISECONDS)::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      assertThat(pool.call(GuestPoolTest::next)).isOne();

      Held held = new Held(pool);
      held.result.cancel(true);
      assertThatThrownBy(held.result::get).isInstanceOf(CancellationException.class);
      assertThat(pool.call(GuestPoolTest::next)).isOne();

      CompletableFuture<Throwable> ending = new CompletableFuture<>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      pool.call(guest -> guest.eval("forever()").isNone());
                    } catch (Throwable e) {
                      ending.complete(
                          Thread.currentThread().isInterrupted() ? e : new AssertionError(e));
                    }
                  });
      Thread.sleep(300);
      caller.interrupt();
      assertThat(ending.get(10, TimeUnit.SECONDS)).isInstanceOf(GuestInterruptedException.class);
      assertThat(pool.call(GuestPoolTest::next)).isOne();
    }
  }

  @Test
  void callersMayBeVirtualThreadsAndActionsMayNotWaitForThemselves() throws Exception {
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), SETUP, RESET)) {
      CompletableFuture<Boolean> virtual = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> virtual.complete(pool.call(guest -> Thread.currentThread().isVirtual())));
      assertThat(virtual.get(1, TimeUnit.MINUTES)).isFalse();
      assertThatThrownBy(() -> pool.call(guest -> pool.call(GuestPoolTest::next)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("would wait for itself");
    }
  }

  @Test
  void aGuestThatEndsIsReplaced() {
    GuestPolicy policy = GuestPolicy.builder().limit(Limit.WALL_TIME, 2_000).build();
    try (GuestPool pool = host.pool(1, policy, SETUP, RESET)) {
      assertThatThrownBy(() -> pool.call(guest -> guest.eval("forever()")))
          .isInstanceOf(ResourceExhaustedException.class);
      assertThat(pool.call(GuestPoolTest::next)).isOne();
      pool.call(
          guest -> {
            guest.close();
            return 0;
          });
      assertThat(pool.call(GuestPoolTest::next)).isOne();
    }
  }

  @Test
  void whatKeepsGuestsFromOpeningIsTold() {
    AtomicInteger tries = new AtomicInteger();
    Consumer<Guest> setup =
        guest -> {
          if (tries.incrementAndGet() == 1) {
            guest.eval("import nothing_of_that_name");
          }
        };
    try (GuestPool pool = host.pool(1, GuestPolicy.closed(), setup)) {
      assertThatThrownBy(() -> pool.call(GuestPoolTest::isFresh))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the pool cannot open guests")
          .hasRootCauseInstanceOf(GuestException.class);
      assertThat(pool.call(GuestPoolTest::isFresh)).isTrue();
    }
  }

  @Test
  void closingEndsWhatRunsAndWhatWaits() throws Exception {
    GuestPool pool = host.pool(1, GuestPolicy.closed(), SETUP);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> running =
        pool.submit(
            guest -> {
              begun.countDown();
              return guest.eval("forever()").isNone();
            });
    begun.await();
    CompletableFuture<Long> waiting = pool.submit(GuestPoolTest::next);
    pool.close();
    assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(GuestDeadException.class);
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the pool is closed");
    assertThatThrownBy(() -> pool.submit(GuestPoolTest::next))
        .isInstanceOf(IllegalStateException.class);
  }
}
