package io.epochly.host;

import static io.epochly.host.OutsideGuest.assertEntered;
import static io.epochly.host.OutsideGuest.outside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Optimized functions that answer interfaces of the host without the guest. */
class DirectFunctionTest {
  private static EpochlyHost host;

  private static final String SPIN =
      """
      import epochly

      @epochly.optimize
      def spin(n):
          i = 0
          while i >= 0:
              i = (i + n) & 1023 if n > 0 else n
          return i
      """;

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  private static Guest open(String program) {
    Guest guest = host.openGuest(GuestPolicy.closed());
    guest.eval(program);
    return guest;
  }

  interface Blend {
    float blend(byte a, short b, int c, long d, float e, double f, boolean g);
  }

  interface Within {
    boolean test(double a, double b, long c);
  }

  interface Fill {
    void fill(double[] floats, long[] longs, int[] ints, byte[] bytes);
  }

  interface Smooth {
    double[] apply(double[] values, int window);

    default double[] once(double[] values) {
      return apply(values, 1);
    }
  }

  interface Sums {
    long[] apply(long[] values);
  }

  interface Shift {
    void shift(double[] from, double[] to);
  }

  @Test
  void aCompiledFunctionAnswersWithoutTheGuestOnAnyThread() throws Exception {
    try (Guest guest =
        open(
            """
            import epochly

            @epochly.optimize
            def price(x, y):
                return x * y + 0.5

            @epochly.optimize
            def blend(a, b, c, d, e, f, g):
                return a + b + c + d + e + f + (100.0 if g else 0.0)

            @epochly.optimize
            def within(a, b, n):
                return a < b and n != 0

            @epochly.optimize
            def whole(x, y):
                return 7 if x > y else 2.5
            """)) {
      DoubleBinaryOperator price = guest.function("price", DoubleBinaryOperator.class);
      assertThat(price.applyAsDouble(2, 3)).isEqualTo(6.5);
      assertThat(outside(() -> price.applyAsDouble(4, 3))).isEqualTo(12.5);
      assertThat(price)
          .hasToString(
              "guest function price(x, y) as double DoubleBinaryOperator.applyAsDouble(double, double)");

      Blend blend = guest.function("blend", Blend.class);
      byte a = -1;
      short b = 300;
      assertThat(blend.blend(a, b, 1, 2, 0.5f, 0.25, true)).isEqualTo(402.75f);
      assertThat(outside(() -> blend.blend(a, b, 1, 2, 0.5f, 0.25, false))).isEqualTo(302.75f);

      Within within = guest.function("within", Within.class);
      assertThat(within.test(1, 2, 3)).isTrue();
      assertThat(outside(() -> within.test(1, 2, 0))).isFalse();

      DoubleBinaryOperator whole = guest.function("whole", DoubleBinaryOperator.class);
      assertThat(whole.applyAsDouble(1, 2)).isEqualTo(2.5);
      assertThat(outside(() -> whole.applyAsDouble(2, 1))).isEqualTo(7.0);

      assertThat(
              guest.eval(
                  "[epochly.stats()['functions']['price'][key] for key in ('calls', 'compiled_calls')]"))
          .hasToString("[2, 2]");
    }
  }

  @Test
  void whatTheFunctionTakesForGrantedIsLookedAtAfterEachEntry() throws Exception {
    try (Guest guest =
        open(
            """
            import epochly
            rate = 2.0
            def twice(x): return x + x

            @epochly.optimize
            def scaled(x):
                return twice(x) * rate + len("abc")
            """)) {
      DoubleUnaryOperator scaled = guest.function("scaled", DoubleUnaryOperator.class);
      assertThat(scaled.applyAsDouble(1)).isEqualTo(7.0);
      assertThat(outside(() -> scaled.applyAsDouble(2))).isEqualTo(11.0);

      guest.eval("rate = 3.0");
      assertEntered(() -> scaled.applyAsDouble(2));
      assertThat(scaled.applyAsDouble(2)).isEqualTo(15.0);
      assertThat(outside(() -> scaled.applyAsDouble(1))).isEqualTo(9.0);

      guest.eval("def twice(x): return 10 * x");
      assertThat(scaled.applyAsDouble(1)).isEqualTo(33.0);
      guest.eval("rate = 'no number'");
      assertThatThrownBy(() -> scaled.applyAsDouble(1)).isInstanceOf(GuestException.class);
      guest.eval("rate = 1.0");
      guest.eval("len = lambda text: 1000");
      assertThat(scaled.applyAsDouble(1)).isEqualTo(1010.0);

      guest.eval(
          """
          def other():
              a = b = c = d = e = f = -1.0
              def inner(x):
                  return -1.0 if (a, b, c, d, e, f) else 0.0
              return inner
          scaled.__code__ = other().__code__
          """);
      DoubleUnaryOperator other = guest.function("scaled", DoubleUnaryOperator.class);
      for (int i = 0; i < 3; i++) {
        assertThat(other.applyAsDouble(1)).isEqualTo(-1.0);
        assertThat(scaled.applyAsDouble(1)).isEqualTo(-1.0);
      }
    }
  }

  @Test
  void whatAKernelGivesUpThePlainFunctionDoes() throws Exception {
    try (Guest guest =
        open(
            """
            import epochly

            @epochly.optimize
            def product(a, b):
                return a * b // (b + 1)

            @epochly.optimize
            def shift(a, b):
                for i in range(len(b)):
                    b[i] = 1.0 / a[i]
            """)) {
      LongBinaryOperator product = guest.function("product", LongBinaryOperator.class);
      long big = 1L << 40;
      for (int i = 0; i < 40; i++) {
        assertThat(product.applyAsLong(6, 2)).isEqualTo(4);
        assertThat(product.applyAsLong(big, big)).isEqualTo(big - 1);
        assertThatThrownBy(() -> product.applyAsLong(1, -1))
            .isInstanceOf(GuestException.class)
            .hasMessageContaining("ZeroDivisionError");
      }
      Shift shift = guest.function("shift", Shift.class);
      double[] to = {9, 9};
      shift.shift(new double[] {2, 4}, to);
      assertThat(to).containsExactly(0.5, 0.25);
      assertThatThrownBy(() -> shift.shift(new double[] {8, 0}, to))
          .hasMessageContaining("ZeroDivisionError");
      assertThat(to).containsExactly(0.125, 0.25);
      double[] one = {2, 4};
      shift.shift(one, one);
      assertThat(one).containsExactly(0.5, 0.25);
      assertThatThrownBy(() -> shift.shift(one, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("argument 2 of void Shift.shift");
      assertThatThrownBy(() -> shift.shift(one, new double[3])).hasMessageContaining("IndexError");
    }
  }

  @Test
  void arraysAreWorkedOnInPlaceAsTheGuestsOwnWouldBe() throws Exception {
    try (Guest guest =
        open(
            """
            import epochly

            @epochly.optimize
            def fill(floats, longs, ints, octets):
                floats[0] = 7
                longs[-1] = longs[0] + True
                ints[1] = ints[0] - 1
                octets[0] = octets[1] + 1

            @epochly.optimize
            def smooth(values, window):
                out = [0.0] * len(values)
                for i in range(len(values)):
                    s = 0.0
                    for j in range(max(0, i - window), min(len(values), i + window + 1)):
                        s += values[j]
                    out[i] = s
                return out

            @epochly.optimize
            def same(values):
                values[0] = 5
                return values

            @epochly.optimize
            def squares(values):
                return [x * x for x in values]
            """)) {
      Fill fill = guest.function("fill", Fill.class);
      double[] floats = {1, 2};
      long[] longs = {1L << 40, 0};
      int[] ints = {5, 0};
      byte[] bytes = {0, -2};
      Callable<Object> call =
          () -> {
            fill.fill(floats, longs, ints, bytes);
            return bytes;
          };
      call.call();
      for (int i = 0; i < 2; i++) {
        assertThat(floats).containsExactly(7, 2);
        assertThat(longs).containsExactly(1L << 40, (1L << 40) + 1);
        assertThat(ints).containsExactly(5, 4);
        assertThat(bytes).containsExactly(-1, -2);
        outside(call);
      }
      ints[0] = Integer.MIN_VALUE;
      longs[1] = 0;
      assertThatThrownBy(call::call).hasMessageContaining("OverflowError");
      assertThat(longs).containsExactly(1L << 40, (1L << 40) + 1);

      Smooth smooth = guest.function("smooth", Smooth.class);
      assertThat(smooth.apply(new double[] {1, 2, 3}, 1)).containsExactly(3, 6, 5);
      assertThat(outside(() -> smooth.once(new double[] {1, 2}))).containsExactly(3, 3);
      assertThat(outside(() -> smooth.once(new double[0]))).isEmpty();

      Sums same = guest.function("same", Sums.class);
      long[] given = {1, 2};
      for (int i = 0; i < 3; i++) {
        long[] result = same.apply(given);
        assertThat(result).containsExactly(5, 2).isNotSameAs(given);
      }
      assertThat(given).containsExactly(5, 2);
      Sums squares = guest.function("squares", Sums.class);
      assertThat(squares.apply(given)).containsExactly(25, 4);
      assertThat(outside(() -> squares.apply(given))).containsExactly(25, 4);
    }
  }

  /** Begins endless calls on a thread of their own once they are prepared; gives how they end. */
  private static CompletableFuture<Thread> spinning(
      Guest guest, CompletableFuture<Throwable> ending) {
    LongUnaryOperator spin = guest.function("spin", LongUnaryOperator.class);
    assertThat(spin.applyAsLong(-1)).isNegative();
    CompletableFuture<Thread> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              started.complete(Thread.currentThread());
              try {
                spin.applyAsLong(1);
                ending.complete(new AssertionError("it ended by itself"));
              } catch (Throwable e) {
                ending.complete(e);
              }
            });
    return started;
  }

  private static Throwable soon(CompletableFuture<Throwable> ending) throws Exception {
    return ending.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aKernelEndsWithItsCallerOrItsGuest() throws Exception {
    try (Guest guest = open(SPIN)) {
      CompletableFuture<Throwable> ending = new CompletableFuture<>();
      Thread caller = spinning(guest, ending).get();
      Thread.sleep(50);
      assertThat(guest.eval("1 + 1").asLong()).isEqualTo(2);
      caller.interrupt();
      assertThat(soon(ending)).isInstanceOf(GuestInterruptedException.class);

      ending = new CompletableFuture<>();
      spinning(guest, ending).get();
      Thread.sleep(50);
      assertThat(guest.interrupt(Duration.ofSeconds(5))).isTrue();
      assertThat(soon(ending)).isInstanceOf(GuestInterruptedException.class);
      assertThat(guest.eval("spin(-1)").asLong()).isNegative();
    }
    CompletableFuture<Throwable> ending = new CompletableFuture<>();
    Guest closed = open(SPIN);
    spinning(closed, ending).get();
    Thread.sleep(50);
    closed.close();
    assertThat(soon(ending))
        .isInstanceOf(GuestDeadException.class)
        .hasMessageContaining("the guest is closed");
  }

  @Test
  void aKernelEndsWithItsHost() throws Exception {
    CompletableFuture<Throwable> ending = new CompletableFuture<>();
    try (EpochlyHost other = EpochlyHost.create()) {
      Guest guest = other.openGuest(GuestPolicy.closed());
      guest.eval(SPIN);
      spinning(guest, ending).get();
      Thread.sleep(50);
    }
    assertThat(soon(ending)).isInstanceOf(GuestDeadException.class);
  }

  @Test
  void aKernelIsHeldToTheTimeOfItsGuest() throws Exception {
    GuestPolicy policy = GuestPolicy.builder().limit(Limit.WALL_TIME, 2_000).build();
    try (Guest guest = host.openGuest(policy)) {
      guest.eval(SPIN);
      CompletableFuture<Throwable> ending = new CompletableFuture<>();
      spinning(guest, ending).get();
      assertThat(soon(ending)).isInstanceOf(ResourceExhaustedException.class);
      assertThatThrownBy(() -> guest.function("spin", LongUnaryOperator.class))
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("ended by an earlier call");
    }
  }

  @Test
  void severalThreadsAreAnsweredAtATimeAndEachCallIsCounted() throws Exception {
    try (Guest guest =
        open(
            """
            import epochly

            @epochly.optimize
            def weighted(a, b):
                return a * 31 + b
            """)) {
      LongBinaryOperator weighted = guest.function("weighted", LongBinaryOperator.class);
      weighted.applyAsLong(1, 1);
      int calls = 20_000;
      List<Thread> threads = new ArrayList<>();
      List<Throwable> wrong = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        long mine = t;
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        for (long i = 0; i < calls; i++) {
                          assertThat(weighted.applyAsLong(mine, i)).isEqualTo(mine * 31 + i);
                        }
                      } catch (Throwable e) {
                        synchronized (wrong) {
                          wrong.add(e);
                        }
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(guest.eval("epochly.stats()['functions']['weighted']['compiled_calls']").asLong())
          .isEqualTo(4L * calls + 1);
    }
  }
}
