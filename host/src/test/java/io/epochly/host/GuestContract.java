package io.epochly.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a guest does at either strength. */
abstract class GuestContract {
  private static EpochlyHost host;

  /** A policy that opens nothing but asks for the strength. */
  abstract GuestPolicy.Builder policy();

  /** Opens a guest, has it killed, and closes it. */
  abstract void kill(GuestPolicy.Builder policy);

  static EpochlyHost host() {
    return host;
  }

  static Guest open(GuestPolicy.Builder policy) {
    return host.openGuest(policy.build());
  }

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @Test
  void anExpressionGivesItsValueAndStatementsNone() {
    try (Guest guest = open(policy())) {
      assertThat(guest.eval("2 ** 40").asLong()).isEqualTo(1L << 40);
      assertThat(guest.eval("x = 3\ny = x * 2").isNone()).isTrue();
      assertThat(guest.eval("y").asLong()).isEqualTo(6);
      assertThat(guest.eval("1 / 4").asDouble()).isEqualTo(0.25);
      assertThat(guest.eval("'a' + chr(0x1F600)").asString()).isEqualTo("a\uD83D\uDE00");
      assertThat(guest.eval("3 > 2").asBoolean()).isTrue();
      assertThat(guest.eval("[1.5, 2, True]").asDoubles()).containsExactly(1.5, 2, 1);
      assertThat(guest.eval("range(3)").asLongs()).containsExactly(0, 1, 2);
      assertThat(guest.eval("b'\\x00\\xff'").asBytes()).containsExactly(0, -1);
      assertThat(guest.eval("{'k': (1, None)}")).hasToString("{'k': (1, None)}");
    }
  }

  @Test
  void aValueOfAnotherTypeIsRefusedByItsType() {
    try (Guest guest = open(policy())) {
      assertThatThrownBy(() -> guest.eval("'secret'").asLong())
          .isInstanceOf(ClassCastException.class)
          .hasMessageContaining("str")
          .hasMessageNotContaining("secret");
      assertThatThrownBy(() -> guest.eval("2 ** 63").asLong())
          .isInstanceOf(ClassCastException.class);
      assertThatThrownBy(() -> guest.eval("['x']").asDoubles())
          .isInstanceOf(ClassCastException.class);
    }
  }

  @Test
  void primitiveArraysArriveAndComeBackChanged() {
    try (Guest guest = open(policy())) {
      guest.eval(
          """
          def scale(a, k):
              for i in range(len(a)):
                  a[i] = a[i] * k
              return type(a).__name__, getattr(a, 'typecode', '')
          """);
      double[] doubles = {1.5, -2, Double.MIN_VALUE};
      long[] longs = {Long.MAX_VALUE / 2, -3};
      int[] ints = {1, -1 << 30};
      short[] shorts = {7, -9};
      float[] floats = {0.1f};
      byte[] bytes = {1, 100};
      assertThat(guest.call("scale", doubles, 2.0)).hasToString("('array', 'd')");
      assertThat(guest.call("scale", longs, 2)).hasToString("('array', 'q')");
      assertThat(guest.call("scale", ints, 2)).hasToString("('array', 'i')");
      assertThat(guest.call("scale", shorts, -1)).hasToString("('array', 'h')");
      assertThat(guest.call("scale", floats, 1.0)).hasToString("('array', 'f')");
      assertThat(guest.call("scale", bytes, 2)).hasToString("('bytearray', '')");
      assertThat(doubles).containsExactly(3, -4, 2 * Double.MIN_VALUE);
      assertThat(longs).containsExactly(Long.MAX_VALUE / 2 * 2, -6);
      assertThat(ints).containsExactly(2, -1 << 31);
      assertThat(shorts).containsExactly((short) -7, (short) 9);
      assertThat(floats).containsExactly(0.1f);
      assertThat(bytes).containsExactly((byte) 2, (byte) 200);
    }
  }

  @Test
  void anUncaughtErrorCarriesTheGuestsLinesAndNoOthers() {
    try (Guest guest = open(policy())) {
      guest.eval("def f(n):\n    return 1 // n\n");
      assertThatThrownBy(() -> guest.call("f", 0))
          .isInstanceOfSatisfying(
              GuestException.class,
              e -> {
                assertThat(e.type()).isEqualTo("ZeroDivisionError");
                assertThat(e.traceback())
                    .startsWith(
                        "Traceback (most recent call last):\n  File \"<eval>\", line 2, in f")
                    .endsWith("ZeroDivisionError: " + e.detail() + "\n")
                    .doesNotContain("epochly", "java", ".java");
              });
    }
  }

  @Test
  void sysExitIsNotAnError() {
    try (Guest guest = open(policy())) {
      assertThatThrownBy(() -> guest.eval("import sys; sys.exit(7)"))
          .isInstanceOfSatisfying(
              GuestExitException.class, e -> assertThat(e.status()).isEqualTo(7));
    }
  }

  @Test
  void guestsShareNoState() {
    try (Guest one = open(policy());
        Guest other = open(policy())) {
      one.eval("import math; math.pi = 3; x = 1");
      assertThat(other.eval("__import__('math').pi").asDouble()).isEqualTo(Math.PI);
      assertThatThrownBy(() -> other.eval("x")).isInstanceOf(GuestException.class);
    }
  }

  @Test
  void aCallThatRunsTooLongEndsTheGuestAndNoOther() {
    try (Guest guest = open(policy().limit(Limit.WALL_TIME, 5_000));
        Guest other = open(policy())) {
      guest.eval("x = 1");
      assertThatThrownBy(
              () ->
                  guest.eval(
                      """
                      while True:
                          try:
                              while True: pass
                          except BaseException: pass
                      """))
          .isInstanceOfSatisfying(
              ResourceExhaustedException.class,
              e -> {
                assertThat(e.limit()).isEqualTo(Limit.WALL_TIME);
                assertThat(e.value()).isEqualTo(5_000);
              });
      assertThatThrownBy(() -> guest.eval("x")).isInstanceOf(GuestFailure.class);
      assertThat(other.eval("6 * 7").asLong()).isEqualTo(42);
    }
  }

  @Test
  void outputBeyondItsLimitEndsTheGuest() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Guest guest = open(policy().stdout(out).limit(Limit.OUTPUT, 10_000))) {
      guest.eval("print('a' * 1000)");
      assertThatThrownBy(() -> guest.eval("while True: print('b' * 1000)"))
          .isInstanceOfSatisfying(
              ResourceExhaustedException.class, e -> assertThat(e.limit()).isEqualTo(Limit.OUTPUT));
      assertThat(out.size()).isBetween(1_000, 10_000);
    }
  }

  @Test
  void aValueBeyondTheLimitIsNotReadAndTheGuestLivesOn() {
    try (Guest guest = open(policy().limit(Limit.RESULT, 80_000))) {
      for (String large : List.of("'x' * 80_001", "'\u20ac' * 20_001", "b'x' * 80_001")) {
        GuestValue value = guest.eval(large);
        assertThatThrownBy(large.startsWith("b") ? value::asBytes : value::asString)
            .isInstanceOfSatisfying(
                ResourceExhaustedException.class,
                e -> assertThat(e.limit()).isEqualTo(Limit.RESULT));
      }
      GuestValue floats = guest.eval("[0.5] * 10_001");
      assertThatThrownBy(floats::asDoubles).isInstanceOf(ResourceExhaustedException.class);
      assertThat(guest.eval("[0.5] * 10_000").asDoubles()).hasSize(10_000);
      assertThat(guest.eval("'x' * 80_000").asString()).hasSize(80_000);
    }
  }

  @Test
  void aStackBeyondItsLimitIsARecursionError() {
    String depth =
        """
        def depth(n):
            try:
                return depth(n + 1)
            except RecursionError:
                return n
        """;
    try (Guest small = open(policy().limit(Limit.STACK, 2 << 20));
        Guest large = open(policy().limit(Limit.STACK, 32 << 20))) {
      small.eval(depth);
      large.eval(depth);
      assertThat(small.call("depth", 0).asLong())
          .isPositive()
          .isLessThan(large.call("depth", 0).asLong() / 4);
    }
  }

  @Test
  void hostFunctionsTakeAndGiveData() {
    List<Object> seen = new ArrayList<>();
    HostFunction echo =
        HostFunction.of(
            "echo",
            List.of(List.class),
            List.class,
            arguments -> {
              seen.addAll((List<?>) arguments.getFirst());
              return (List<?>) arguments.getFirst();
            });
    HostFunction half =
        HostFunction.of(
            "half", List.of(Double.class), Double.class, a -> (double) a.getFirst() / 2);
    HostFunction refusing =
        HostFunction.of(
            "refuse",
            List.of(),
            Void.class,
            a -> {
              throw new HostFunction.RefusedException("not today");
            });
    HostFunction failing =
        HostFunction.of(
            "fail",
            List.of(),
            Void.class,
            a -> {
              throw new IllegalStateException("a secret of the host");
            });
    try (Guest guest =
        open(
            policy()
                .allowFunction(echo)
                .allowFunction(half)
                .allowFunction(refusing)
                .allowFunction(failing))) {
      guest.eval(
          """
          from epochly.host import echo, half, refuse, fail
          from array import array
          data = [None, True, -5, 2**63, 1.5, 'a', '\u20ac\ud800', b'b', array('d', [0.5]),
                  array('q', [7]), (1, [2]), {'k': {3}}]
          back = echo(data)
          def attempt(f, *args):
              try:
                  f(*args)
              except Exception as e:
                  return f'{type(e).__name__}: {e}'
          """);
      assertThat(
              guest.eval(
                  "back[:10] == data[:10] and back[10] == [1, [2]] and back[11] == data[11]"))
          .hasToString("True");
      assertThat(seen)
          .hasSize(12)
          .contains(true, -5L, 1.5, "a", "\u20ac\ud800", List.of(1L, List.of(2L)));
      assertThat(guest.eval("half(3)").asDouble()).isEqualTo(1.5);
      assertThat(guest.eval("attempt(half, 'x')"))
          .hasToString("TypeError: argument 1 of host function 'half' is to be a float");
      assertThat(guest.eval("attempt(half)"))
          .hasToString("TypeError: host function 'half' takes 1 arguments, not 0");
      assertThat(guest.eval("attempt(refuse)")).hasToString("ValueError: not today");
      assertThat(guest.eval("attempt(fail)"))
          .hasToString("RuntimeError: host function 'fail' failed");
      assertThat(guest.eval("attempt(echo, [object()])"))
          .asString()
          .startsWith("TypeError: a value of type object cannot cross");
      assertThat(guest.eval("l = []; l.append(l)\nattempt(echo, l)").isNone()).isTrue();
      assertThat(guest.eval("attempt(echo, l)"))
          .asString()
          .startsWith("ValueError: the value is nested more than");
    }
  }

  @Test
  void whatTheGuestReadsAndWritesGoesThroughItsStreams() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream("one\ntwo".getBytes(UTF_8));
    try (Guest guest = open(policy().stdin(in).stdout(out).stderr(err))) {
      guest.eval("import sys\nprint(input(), sys.stdin.read(), repr(sys.stdin.read()))");
      guest.eval("print('error', file=sys.stderr, flush=True)");
      guest.eval("sys.stdout.flush()");
      assertThat(out.toString(UTF_8)).isEqualTo("one two ''\n");
      assertThat(err.toString(UTF_8)).isEqualTo("error\n");
    }
  }

  @Test
  void anInterruptEndsTheCallAndNotTheGuest() throws Exception {
    try (Guest guest = open(policy())) {
      guest.eval("x = 5");
      CompletableFuture<Boolean> interrupted =
          CompletableFuture.supplyAsync(
              () -> {
                sleep();
                return guest.interrupt(Duration.ofSeconds(10));
              });
      assertThatThrownBy(() -> guest.eval("while True: pass"))
          .isInstanceOf(GuestInterruptedException.class);
      assertThat(interrupted.get()).isTrue();
      assertThat(guest.eval("x").asLong()).isEqualTo(5);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void timeIsCoarseUnlessThePolicyLetsItBePrecise() {
    String grains =
        """
        import time
        def grains():
            clocks = (time.time_ns, time.perf_counter_ns, time.monotonic_ns)
            return sum(f() % 100_000 != 0 for f in clocks for _ in range(100))
        before = time.perf_counter()
        """;
    try (Guest coarse = open(policy());
        Guest precise = open(policy().allowPreciseClock())) {
      coarse.eval(grains);
      precise.eval(grains);
      assertThat(coarse.call("grains").asLong()).isZero();
      assertThat(precise.call("grains").asLong()).isPositive();
      assertThat(coarse.eval("time.perf_counter() >= before").asBoolean()).isTrue();
    }
  }

  /**
   * A few in each build; {@code -Dguests=1000 "-Dtest.most=2 h" -Dtests.most.seconds=0} finds what
   * these do not add up to.
   */
  @Test
  void guestsKilledInARowLeaveNothingBehind() throws Exception {
    // Some threads and classes come with the first of them.
    for (int i = 0; i < 3; i++) {
      kill(policy());
    }
    Holdings before = Holdings.now();
    int guests = Integer.getInteger("guests", 5);
    for (int i = 0; i < guests; i++) {
      kill(policy());
    }
    Holdings after = Holdings.now();
    for (int i = 0; i < 100 && !after.isNoMoreThan(before); i++) {
      Thread.sleep(50);
      after = Holdings.now();
    }
    System.out.printf("%d guests killed: before %s, after %s%n", guests, before, after);
    assertThat(after.isNoMoreThan(before)).as("before %s, after %s", before, after).isTrue();
  }
}
