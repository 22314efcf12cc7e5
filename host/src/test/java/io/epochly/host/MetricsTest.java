package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers for Prometheus, scraped over the loopback and read by the Prometheus project's parser.
 */
class MetricsTest {
  private static final Path PARSER = Path.of("src/test/resources/parse_metrics.py");
  private static final String TOKEN = "a-token-of-some-length.1";
  private static final int ANY = 0;

  private static final String PROGRAM =
      """
      import epochly

      @epochly.optimize
      def secret_name(values, n):
          total = 0.0
          for i in range(n):
              total += values[i]
          return total

      for _ in range(5):
          secret_name([1.0, 2.0], 2)
      secret_name({"a secret": 1}, 0)
      try:
          secret_name([1.0], 2)
      except IndexError:
          pass
      epochly.set_level(1)
      secret_name([1.0], 1)
      """;

  @TempDir private Path folder;

  private static URI uri(InetSocketAddress address, String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  static HttpResponse<String> get(InetSocketAddress address, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(address, "/metrics"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  static InetSocketAddress address(EpochlyHost host) {
    return host.metricsAddress().orElseThrow();
  }

  private static String parser() throws Exception {
    for (String python : new String[] {"/usr/bin/python3", "python3"}) {
      try {
        Process process = new ProcessBuilder(python, "-c", "import prometheus_client").start();
        if (process.waitFor() == 0) {
          return python;
        }
      } catch (IOException e) {
        continue;
      }
    }
    assumeTrue(false, "python3-prometheus-client is not installed");
    throw new AssertionError();
  }

  /** Samples by name and labels. */
  private static Map<String, Double> parsed(String text, String format) throws Exception {
    Process process = new ProcessBuilder(parser(), PARSER.toString(), format).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(errors).isZero();
    Map<String, Double> samples = new HashMap<>();
    lines
        .lines()
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return samples;
  }

  private static Map<String, Double> scrape(EpochlyHost host) throws Exception {
    HttpResponse<String> response = get(address(host));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body()).doesNotContain("secret");
    return parsed(response.body(), "text");
  }

  @Test
  void whatGuestsDidIsCountedAndStaysCountedWhenTheyAreClosed() throws Exception {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      Map<String, Double> before = scrape(host);
      assertThat(before)
          .containsEntry("epochly_guests_open{isolation=context}", 0.0)
          .containsEntry("epochly_optimized_calls_total{}", 0.0)
          .containsEntry("epochly_workers_open{}", 0.0);
      Map<String, Double> during;
      try (Guest guest = host.openGuest(GuestPolicy.closed());
          Guest other = host.openGuest(GuestPolicy.closed())) {
        guest.eval(PROGRAM);
        during = scrape(host);
        assertThat(during)
            .containsEntry("epochly_guests_open{isolation=context}", 2.0)
            .containsEntry("epochly_guests_open{isolation=process}", 0.0)
            .containsEntry("epochly_guests_at_level{level=1}", 1.0)
            .containsEntry("epochly_guests_at_level{level=4}", 1.0)
            .containsEntry("epochly_optimized_calls_total{}", 8.0)
            .containsEntry("epochly_compiled_calls_total{}", 5.0)
            .containsEntry("epochly_fallback_calls_total{reason=arguments}", 1.0)
            .containsEntry("epochly_fallback_calls_total{reason=bail_out}", 1.0)
            .containsEntry("epochly_fallback_calls_total{reason=level}", 1.0)
            .containsEntry("epochly_fallback_calls_total{reason=resting}", 0.0);
        assertThat(during.get("epochly_compile_seconds_total{}")).isPositive();

        assertThat(guest.eval("repr(epochly.get_metrics()['fallback_calls'])").asString())
            .contains("'arguments': 1", "'bail_out': 1", "'level': 1");
        assertThat(guest.eval("epochly.get_metrics()['calls']").asLong()).isEqualTo(8);
        assertThat(guest.eval("epochly.get_metrics()['compiled_calls']").asLong()).isEqualTo(5);
        assertThat(guest.eval("epochly.get_metrics()['level']").asLong()).isEqualTo(1);
        assertThat(guest.eval("epochly.get_metrics()['compile_seconds']").asDouble())
            .isEqualTo(during.get("epochly_compile_seconds_total{}"));
        assertThat(other.eval("__import__('epochly').get_metrics()['calls']").asLong()).isZero();
      }
      Map<String, Double> after = scrape(host);
      assertThat(after).containsEntry("epochly_guests_open{isolation=context}", 0.0);
      during.forEach(
          (name, value) -> {
            if (name.contains("_total")) {
              assertThat(after).containsEntry(name, value);
            }
          });
    }
  }

  @Test
  void whatDevicesDoIsCounted() throws Exception {
    DeviceAtHand.list();
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      try (Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
        guest.eval(
            """
            import epochly

            @epochly.optimize(level=4)
            def scale(x, y):
                for i in range(len(x)):
                    y[i] = x[i] * 3.0

            for _ in range(3):
                scale([1.5] * 1000, [0.0] * 1000)
            """);
        assertThat(guest.eval("epochly.get_metrics()['device_launches']").asLong()).isEqualTo(3);
        assertThat(guest.eval("epochly.get_metrics()['device_bytes']['download']").asLong())
            .isEqualTo(3 * 1000 * Double.BYTES);
      }
      Map<String, Double> samples = scrape(host);
      assertThat(samples)
          .containsEntry("epochly_device_launches_total{}", 3.0)
          .containsEntry("epochly_device_bytes_total{direction=download}", 24_000.0);
      assertThat(samples.get("epochly_device_bytes_total{direction=upload}"))
          .isGreaterThanOrEqualTo(24_000.0);
    }
  }

  @Test
  void whatPoolsDoIsCounted() throws Exception {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build();
        GuestPool pool =
            host.pool(
                1,
                GuestPolicy.closed(),
                guest -> guest.eval("x = 20"),
                PoolOptions.defaults().withMostWaiting(1))) {
      assertThat(pool.<Long>call(guest -> guest.eval("x + 1").asLong())).isEqualTo(21L);
      assertThatThrownBy(() -> pool.call(guest -> guest.eval("y")))
          .isInstanceOf(GuestException.class);
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      CompletableFuture<Long> runs =
          pool.submit(
              guest -> {
                started.countDown();
                await(go);
                return guest.eval("x").asLong();
              });
      started.await();
      CompletableFuture<Long> waits = pool.submit(guest -> guest.eval("x").asLong());
      assertThatThrownBy(() -> pool.submit(guest -> 1L))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(scrape(host))
          .containsEntry("epochly_pool_actions_running{}", 1.0)
          .containsEntry("epochly_pool_actions_waiting{}", 1.0)
          .containsEntry("epochly_pool_actions_total{outcome=done}", 1.0)
          .containsEntry("epochly_pool_actions_total{outcome=failed}", 1.0)
          .containsEntry("epochly_pool_actions_total{outcome=refused}", 1.0);
      go.countDown();
      assertThat(runs.join() + waits.join()).isEqualTo(40L);
      assertThat(scrape(host))
          .containsEntry("epochly_pool_actions_running{}", 0.0)
          .containsEntry("epochly_pool_actions_waiting{}", 0.0)
          .containsEntry("epochly_pool_actions_total{outcome=done}", 3.0)
          .hasEntrySatisfying(
              "epochly_pool_guests_replaced_total{}",
              count -> assertThat(count).isGreaterThanOrEqualTo(3.0));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void limitsAndWorkersAreCounted() throws Exception {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      GuestPolicy short_ = GuestPolicy.builder().limit(Limit.WALL_TIME, 300).build();
      try (Guest guest = host.openGuest(short_)) {
        assertThatThrownBy(() -> guest.eval("while True: pass"))
            .isInstanceOf(ResourceExhaustedException.class);
      }
      String program =
          """
          def work(): return 1
          def end():
              import os
              os._exit(3)
          """;
      try (WorkerPool pool = host.workers(GuestPolicy.closed(), 1, program)) {
        pool.call("work").join();
        assertThat(scrape(host))
            .containsEntry("epochly_workers_open{}", 1.0)
            .containsEntry("epochly_guests_open{isolation=context}", 0.0)
            .containsEntry("epochly_worker_restarts_total{}", 0.0);
        assertThatThrownBy(pool.call("end")::join).isInstanceOf(CompletionException.class);
        pool.call("work").join();
        assertThat(scrape(host))
            .containsEntry("epochly_worker_restarts_total{}", 1.0)
            .containsEntry("epochly_limits_reached_total{limit=wall_time}", 1.0)
            .containsEntry("epochly_limits_reached_total{limit=heap}", 0.0);
      }
    }
  }

  @Test
  void theSettingsOfThemComeFromCodeEnvironmentAndFileAsAllDo() throws Exception {
    Files.writeString(
        folder.resolve("epochly.toml"),
        "prometheus_port = 0\nprometheus_bind = '127.0.0.2'\nprometheus_token_file = 'token'\n");
    token(TOKEN, "rw-------");
    Configuration configuration =
        Configuration.builder()
            .environment(Map.of("EPOCHLY_PROMETHEUS_BIND", "127.0.0.3"))
            .folder(folder)
            .build();
    try (EpochlyHost host = EpochlyHost.builder().configuration(configuration).build()) {
      assertThat(address(host).getAddress().getHostAddress()).isEqualTo("127.0.0.3");
      assertThat(ask(address(host), "Authorization: Bearer " + TOKEN)).startsWith("HTTP/1.1 200");
    }
    EpochlyHost.Builder code =
        EpochlyHost.builder().configuration(configuration).prometheusBind("127.0.0.2");
    try (EpochlyHost host = code.build()) {
      assertThat(address(host).getAddress().getHostAddress()).isEqualTo("127.0.0.2");
    }
  }

  @Test
  void aScraperGetsTheFormatThatItAsksFor() throws Exception {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      HttpResponse<String> response =
          get(address(host), "Accept", "application/openmetrics-text; version=1.0.0");
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/openmetrics-text");
      assertThat(parsed(response.body(), "openmetrics"))
          .containsEntry("epochly_guests_stuck_total{}", 0.0);
    }
  }

  @Test
  void nothingListensUnlessAPortIsSet() {
    try (EpochlyHost host = EpochlyHost.create()) {
      assertThat(host.metricsAddress()).isEmpty();
    }
  }

  @Test
  void withoutMoreItListensWhereOnlyThisMachineCanReach() throws Exception {
    InetSocketAddress address;
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      address = address(host);
      assertThat(address.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      // The machine's own others stand for those that a network leads to.
      for (InetAddress other :
          new InetAddress[] {InetAddress.ofLiteral("127.0.0.2"), InetAddress.getLocalHost()}) {
        if (other.equals(address.getAddress())) {
          continue;
        }
        assertThatThrownBy(() -> new Socket(other, address.getPort()).close())
            .isInstanceOf(ConnectException.class);
      }
    }
    assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.2", "::", "192.0.2.1"})
  void anotherAddressWithoutATokenIsRefused(String bind) {
    EpochlyHost.Builder host = EpochlyHost.builder().prometheusPort(ANY).prometheusBind(bind);
    assertThatThrownBy(host::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need a token")
        .hasMessageContaining("EPOCHLY_PROMETHEUS_TOKEN_FILE");
  }

  private Path token(String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void withATokenOnlyWhoKnowsItIsAnswered() throws Exception {
    try (EpochlyHost host =
        EpochlyHost.builder()
            .prometheusPort(ANY)
            .prometheusBind("127.0.0.2")
            .prometheusTokenFile(token(TOKEN + "\n", "rw-------"))
            .build()) {
      InetSocketAddress address = address(host);
      assertThat(ask(address, "Authorization: Bearer " + TOKEN)).startsWith("HTTP/1.1 200");
      for (String header :
          new String[] {
            "X: Y",
            "Authorization: Bearer ",
            "Authorization: Bearer " + TOKEN + "x",
            "Authorization: Bearer " + TOKEN.substring(1),
            "Authorization: Basic " + TOKEN,
            "Authorization: " + TOKEN
          }) {
        String answer = ask(address, header);
        assertThat(answer).startsWith("HTTP/1.1 401").contains("Bearer");
        assertThat(answer).doesNotContain("epochly_");
      }
    }
  }

  /** By hand, because clients see to headers themselves. */
  private static String ask(InetSocketAddress address, String header) throws IOException {
    return ask(address, "GET /metrics", "Host: metrics.example", header);
  }

  private static String ask(InetSocketAddress address, String request, String... headers)
      throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      String text = request + " HTTP/1.1\r\n" + String.join("\r\n", headers);
      socket
          .getOutputStream()
          .write((text + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void onlyMetricsAreServedAndOnlyByTheMachinesOwnName() throws Exception {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      InetSocketAddress address = address(host);
      assertThat(ask(address, "GET /metrics", "Host: localhost:1")).startsWith("HTTP/1.1 200");
      assertThat(ask(address, "HEAD /metrics", "Host: 127.0.0.1")).startsWith("HTTP/1.1 200");
      assertThat(ask(address, "GET /metrics", "Host: rebound.example")).startsWith("HTTP/1.1 403");
      assertThat(ask(address, "GET /metrics/more", "Host: localhost")).startsWith("HTTP/1.1 404");
      assertThat(ask(address, "GET /", "Host: localhost")).startsWith("HTTP/1.1 404");
      assertThat(ask(address, "POST /metrics", "Host: localhost", "Content-Length: 0"))
          .startsWith("HTTP/1.1 405");
    }
  }

  @Test
  void halfARequestKeepsNobodyElseFromAnAnswer() throws Exception {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      InetSocketAddress address = address(host);
      Socket[] slow = new Socket[20];
      try {
        for (int i = 0; i < slow.length; i++) {
          slow[i] = new Socket(address.getAddress(), address.getPort());
          slow[i].getOutputStream().write("GET /me".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(get(address).statusCode()).isEqualTo(200);
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a-token-of-some-length | rw-r----- | chmod 600",
        "short | rw------- | is to be 16 to 512",
        "a token with spaces in it | rw------- | is to be 16 to 512",
      })
  void aTokenThatIsNoneOrThatOthersCanReadIsRefused(String text, String permissions, String message)
      throws Exception {
    EpochlyHost.Builder host =
        EpochlyHost.builder().prometheusPort(ANY).prometheusTokenFile(token(text, permissions));
    assertThatThrownBy(host::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token of the metrics")
        .hasMessageContaining(message);
  }

  @Test
  void aPortThatIsTakenOrNoneIsNamed() {
    try (EpochlyHost host = EpochlyHost.builder().prometheusPort(ANY).build()) {
      EpochlyHost.Builder second = EpochlyHost.builder().prometheusPort(address(host).getPort());
      assertThatThrownBy(second::build)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("127.0.0.1 port " + address(host).getPort())
          .hasMessageContaining("EPOCHLY_PROMETHEUS_PORT");
    }
    assertThatThrownBy(EpochlyHost.builder().prometheusPort(65_536)::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the value of prometheus_port, set in code, is not accepted: it is to be a whole number"
                + " from 0 to 65535");
    assertThatThrownBy(EpochlyHost.builder().prometheusPort(ANY).prometheusBind("localhost")::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("prometheus_bind")
        .hasMessageContaining("an address in digits");
  }
}
