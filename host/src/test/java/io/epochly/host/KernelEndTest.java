package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that do much in each iteration end when they are told to, on one core and on several. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelEndTest {
  /** 100 ms are promised, but a machine may be busy; at the end of a loop it would be minutes. */
  private static final Duration PROMPT = Duration.ofSeconds(2);

  private static final Duration SOON = Duration.ofSeconds(60);

  /** Each iteration makes a list of millions, or sorts one: on several cores only the first. */
  private static final String FUNCTIONS =
      """
      import epochly

      @epochly.optimize
      def lists(values, n):
          for i in range(len(values)):
              values[i] = ([i * 1.0] * n)[i % n]

      @epochly.optimize
      def sorts(values, n):
          for i in range(len(values)):
              row = [i] * n
              row[n // 2] = -i
              row.sort()
              values[i] = row[0] * 0.5

      @epochly.optimize
      def nests(n):
          bits = 0
          for i in range(n):
              for j in range(7):
                  bits ^= i + j
          return bits

      @epochly.optimize
      def spins(bits):
          while bits != 0:
              bits = bits & 1023 | 1024
          return bits

      values = [0.5] * 1_000_000
      """;

  private static final String LISTS = "lists(values, 4_000_000)";
  private static final String SORTS = "sorts(values, 1_000_000)";

  private static EpochlyHost host(int cores) {
    return EpochlyHost.builder().cores(cores).build();
  }

  /** Waits until a kernel runs, on a thread that it has borrowed if there are some. */
  private static void awaitKernel(int cores) throws InterruptedException {
    long start = System.nanoTime();
    while (threadsIn(cores > 1 ? "epochly-core-" : "") == 0) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      Thread.sleep(5);
    }
  }

  private static long threadsIn(String name) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith(name))
        .filter(
            entry ->
                Stream.of(entry.getValue())
                    .anyMatch(frame -> frame.getClassName().contains(".CompiledCode")))
        .count();
  }

  /** Runs a call that another thread interrupts, when it has done something. */
  private static long interrupted(Guest guest, String call, Callable<?> before) throws Exception {
    CompletableFuture<Long> asked = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                before.call();
                asked.complete(System.nanoTime());
              } catch (Throwable e) {
                asked.completeExceptionally(e);
              } finally {
                guest.interrupt(SOON);
              }
            });
    assertThatThrownBy(() -> guest.eval(call)).isInstanceOf(GuestInterruptedException.class);
    long end = System.nanoTime();
    return end - asked.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {"1:" + LISTS, "3:" + LISTS, "1:" + SORTS})
  void anInterruptEndsAKernel(int cores, String call) throws Exception {
    try (EpochlyHost host = host(cores);
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(FUNCTIONS);
      long nanos =
          interrupted(
              guest,
              call,
              () -> {
                awaitKernel(cores);
                return null;
              });
      assertThat(Duration.ofNanos(nanos)).isLessThan(PROMPT);
      assertThat(threadsIn("")).isZero();
      assertThat(guest.eval("set(values) == {0.5}").asBoolean()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {"1:" + LISTS, "3:" + LISTS, "1:" + SORTS})
  void aLimitOfTimeEndsAKernel(int cores, String call) {
    Duration limit = Duration.ofSeconds(3);
    GuestPolicy policy = GuestPolicy.builder().limit(Limit.WALL_TIME, limit.toMillis()).build();
    try (EpochlyHost host = host(cores);
        Guest guest = host.openGuest(policy)) {
      guest.eval(FUNCTIONS);
      long start = System.nanoTime();
      assertThatThrownBy(() -> guest.eval(call))
          .isInstanceOfSatisfying(
              ResourceExhaustedException.class,
              e -> assertThat(e.limit()).isEqualTo(Limit.WALL_TIME));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plus(PROMPT));
      assertThat(threadsIn("")).isZero();
    }
  }

  /** What the loops look at while they run is looked at in code of C2, too, and more than once. */
  @ParameterizedTest
  @ValueSource(strings = {"nests(1_000_000_000)", "nests(10**18)", "spins(1)"})
  void anInterruptEndsALoopThatIsCompiledWell(String call) throws Exception {
    try (EpochlyHost host = host(1);
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(FUNCTIONS);
      for (int i = 0; i < 2; i++) {
        long nanos =
            interrupted(
                guest,
                call,
                () -> {
                  awaitKernel(1);
                  Thread.sleep(1_500);
                  return null;
                });
        assertThat(Duration.ofNanos(nanos)).isLessThan(PROMPT);
        assertThat(threadsIn("")).isZero();
        // For a moment after an interruption no kernel starts.
        Thread.sleep(500);
      }
    }
  }

  @Test
  void threadsThatKernelsBorrowAreNeverInTheGuest() throws Exception {
    Set<String> strange = ConcurrentHashMap.newKeySet();
    try (EpochlyHost host = host(3);
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(FUNCTIONS);
      interrupted(
          guest,
          LISTS,
          () -> {
            awaitKernel(3);
            for (int i = 0; i < 50; i++) {
              borrowed()
                  .flatMap(frames -> Stream.of(frames).map(StackTraceElement::getClassName))
                  .filter(KernelEndTest::isOfTheGuest)
                  .forEach(strange::add);
              Thread.sleep(1);
            }
            return null;
          });
    }
    assertThat(strange).isEmpty();
  }

  private static Stream<StackTraceElement[]> borrowed() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith("epochly-core-"))
        .map(Map.Entry::getValue);
  }

  private static boolean isOfTheGuest(String name) {
    return Stream.of("com.oracle.", "org.graalvm.", "io.epochly.guest.", "io.epochly.host.")
        .anyMatch(name::startsWith);
  }
}
