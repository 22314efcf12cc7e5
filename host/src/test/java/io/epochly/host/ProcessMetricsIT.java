package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That what guests and workers in processes do is among the numbers of the host. */
class ProcessMetricsIT {
  private static final int ANY = 0;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String PROGRAM =
      """
      import epochly

      @epochly.optimize
      def total(values, n):
          total = 0.0
          for i in range(n):
              total += values[i]
          return total
      """;

  @BeforeAll
  static void needsTheSandbox() {
    try (EpochlyHost host = EpochlyHost.create()) {
      ProcessGuestIT.needsTheSandbox(host);
    }
  }

  private static GuestPolicy.Builder process() {
    return GuestPolicy.builder().isolation(Isolation.PROCESS);
  }

  private static EpochlyHost host() {
    return EpochlyHost.builder().prometheusPort(ANY).build();
  }

  private static String scrape(EpochlyHost host) throws Exception {
    return MetricsTest.get(MetricsTest.address(host)).body();
  }

  private static void await(EpochlyHost host, Predicate<String> text) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!text.test(scrape(host))) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(100);
    }
  }

  @Test
  void whatAGuestHasAnsweredIsCountedAndStaysCounted() throws Exception {
    try (EpochlyHost host = host()) {
      try (Guest guest = host.openGuest(process().build())) {
        assertThat(scrape(host))
            .contains("epochly_guests_open{isolation=\"process\"} 1.0")
            .contains("epochly_guests_at_level{level=\"4\"} 1.0")
            .contains("epochly_optimized_calls_total 0.0");
        guest.eval(PROGRAM);
        guest.eval("for _ in range(5): total([1.0, 2.0], 2)");
        assertThatThrownBy(() -> guest.eval("total([1.0], 2)")).isInstanceOf(GuestException.class);
        guest.eval("epochly.set_level(1)");
        String open = scrape(host);
        assertThat(open)
            .contains("epochly_optimized_calls_total 6.0")
            .contains("epochly_compiled_calls_total 5.0")
            .contains("epochly_fallback_calls_total{reason=\"bail_out\"} 1.0")
            .contains("epochly_guests_at_level{level=\"1\"} 1.0");
        assertThat(guest.eval("epochly.get_metrics()['calls']").asLong()).isEqualTo(6);
        assertThat(open)
            .contains(
                "epochly_compile_seconds_total "
                    + guest.eval("epochly.get_metrics()['compile_seconds']").asDouble());
      }
      assertThat(scrape(host))
          .contains("epochly_guests_open{isolation=\"process\"} 0.0")
          .contains("epochly_optimized_calls_total 6.0")
          .contains("epochly_guests_at_level{level=\"1\"} 0.0");
    }
  }

  @Test
  void aCallThatRunsIsCountedAndWhatKillsTheGuestTakesNothingBack() throws Exception {
    try (EpochlyHost host = host();
        Guest guest = host.openGuest(process().limit(Limit.WALL_TIME, 20_000).build())) {
      guest.eval(PROGRAM);
      CompletableFuture<Void> call =
          CompletableFuture.runAsync(
              () -> guest.eval("for _ in range(3): total([1.0], 1)\nwhile True: pass"));
      await(host, text -> text.contains("epochly_optimized_calls_total 3.0"));
      assertThat(call).isNotDone();
      assertThatThrownBy(call::join).hasCauseInstanceOf(ResourceExhaustedException.class);
      assertThat(scrape(host))
          .contains("epochly_optimized_calls_total 3.0")
          .contains("epochly_limits_reached_total{limit=\"wall_time\"} 1.0");
    }
  }

  @Test
  void whatWorkersDidIsCounted() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EpochlyHost host = host();
        Guest guest = host.openGuest(process().allowWorkers(2).stdout(out).build())) {
      guest.eval(PROGRAM);
      guest.eval(
          """
          with epochly.Executor(2) as executor:
              print(list(executor.map(lambda n: total([1.0] * n, n), range(1, 41))))
              print('done', flush=True)
          """);
      assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("done\n");
      await(host, text -> text.contains("epochly_optimized_calls_total 40.0"));
    }
    try (EpochlyHost host = host();
        WorkerPool pool =
            host.workers(
                process().build(), 1, PROGRAM + "def work(n): return total([1.0] * n, n)\n")) {
      for (int i = 1; i <= 10; i++) {
        pool.call("work", i).join();
        assertThat(scrape(host)).contains("epochly_optimized_calls_total " + i + ".0");
      }
    }
  }
}
