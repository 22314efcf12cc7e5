package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.Launched.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running launcher says of itself, and what 'status' and 'healthcheck' make of it. */
class StatusIT {
  private static final String KEY = "epk_planted_0123456789_WXYZ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(15);
  private static final int ATTEMPTS = 5;

  private static final String SERVICE =
      """
      import epochly

      @epochly.optimize
      def planted_function(n):
          return n + 1

      for n in range(3):
          planted_function(n)
      print('serving', flush=True)
      input()
      """;

  @TempDir private Path folder;
  private Path run;
  private Process service;

  @BeforeEach
  void placeForStatuses() {
    run = folder.resolve("run");
  }

  @AfterEach
  void noServiceIsLeft() {
    if (service != null) {
      service.destroyForcibly();
    }
  }

  private Launched launcher() {
    return Launched.in(folder)
        .with(Map.of("EPOCHLY_RUNTIME_DIR", run.toString(), "EPOCHLY_LICENSE_KEY", KEY));
  }

  private void serve(String... options) throws Exception {
    Files.writeString(folder.resolve("planted_script.py"), SERVICE);
    service =
        launcher()
            .start(
                Stream.concat(Stream.of(options), Stream.of("planted_script.py"))
                    .toArray(String[]::new));
    assertThat(service.inputReader().readLine()).isEqualTo("serving");
    await(() -> !files().isEmpty());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.holds()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  private JsonNode host() throws Exception {
    Result result = launcher().run("status", "--json");
    return new ObjectMapper().readTree(result.out()).path("hosts").path(0);
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(service.pid())).start().waitFor();
  }

  @Test
  void aRunningHostSaysHowItIsAndNothingOfItsSecretsUntilItEnds() throws Exception {
    serve();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
        .isEqualTo("rwx------");
    Path file = files().getFirst();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    // The first one may have been written before the calls.
    await(() -> Files.readString(file).contains("\"calls\" : 3"));
    assertThat(Files.readString(file)).doesNotContain("planted");
    JsonNode host = host();
    assertThat(host.path("state").asText()).isEqualTo("running");
    assertThat(host.path("pid").asLong()).isEqualTo(service.pid());
    assertThat(host.at("/guests/context").asInt()).isEqualTo(1);
    assertThat(host.at("/kernels/calls").asInt()).isEqualTo(3);
    assertThat(host.at("/kernels/compiled_calls").asInt()).isEqualTo(3);
    assertThat(host.path("enhancement_level").asInt()).isEqualTo(4);
    assertThat(host.path("telemetry").asBoolean(true)).isFalse();
    assertThat(host.path("initialized").asBoolean()).isTrue();
    assertThat(host.path("licence").asText()).isEqualTo("malformed");
    assertThat(host.path("metrics_address").isNull()).isTrue();
    assertThat(host.path("events").findValuesAsText("event"))
        .contains("licence_malformed", "configuration_changed", "guest_opened");

    Result text = launcher().run("status");
    assertThat(text.status()).isZero();
    assertThat(text.out())
        .startsWith("process " + service.pid() + "  running")
        .containsPattern("(?m)^  kernels +calls 3, compiled_calls 3")
        .doesNotContain("planted");
    assertThat(launcher().run("status", "--pid=1").status()).isEqualTo(1);
    assertThat(launcher().run("healthcheck")).isEqualTo(new Result(0, "", ""));

    Result ended = Launched.result(service);
    assertThat(ended.err()).contains("EOFError");
    assertThat(files()).isEmpty();
    Result none = launcher().run("status");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).startsWith("epochly-host: no host says in " + run + " how it is: ");
    assertThat(launcher().run("healthcheck").status()).isEqualTo(1);
  }

  @Test
  void itSaysTheSameAsItsGuestAndTheOperatorsSwitch() throws Exception {
    Path stop = folder.resolve("stop");
    Files.writeString(
        folder.resolve("main.py"),
        """
        import epochly, json, time
        before = epochly.get_status()
        print('serving', flush=True)
        input()
        print(json.dumps([before, epochly.get_status()]))
        """);
    service =
        launcher()
            .with(
                Map.of(
                    "EPOCHLY_RUNTIME_DIR", run.toString(),
                    "EPOCHLY_EMERGENCY_FILE", stop.toString(),
                    "EPOCHLY_LEVEL", "2"))
            .start("main.py");
    assertThat(service.inputReader().readLine()).isEqualTo("serving");
    await(() -> !files().isEmpty());
    JsonNode before = host();
    Files.createFile(stop);
    await(() -> Files.readString(files().getFirst()).contains("\"emergency_disabled\" : true"));
    JsonNode after = host();
    service.getOutputStream().write('\n');
    JsonNode guest = new ObjectMapper().readTree(Launched.result(service).out());
    for (String field :
        List.of("initialized", "version", "enhancement_level", "telemetry", "emergency_disabled")) {
      assertThat(before.path(field)).as(field).isEqualTo(guest.path(0).path(field));
      assertThat(after.path(field)).as(field).isEqualTo(guest.path(1).path(field));
    }
    assertThat(before.path("enhancement_level").asInt()).isEqualTo(2);
  }

  @Test
  void aHealthcheckTakesLessThanASecond() throws Exception {
    serve();
    Duration least = PATIENCE;
    for (int i = 0; i < ATTEMPTS; i++) {
      Instant start = Instant.now();
      assertThat(launcher().run("healthcheck").status()).isZero();
      Duration took = Duration.between(start, Instant.now());
      least = took.compareTo(least) < 0 ? took : least;
    }
    assertThat(least).isLessThan(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"context", "process"})
  void whatASignalEndsTidiesUpAndWhatIsKilledIsSeenToBeGone(String isolation) throws Exception {
    serve("--isolation=" + isolation);
    signal("TERM");
    assertThat(service.waitFor()).isEqualTo(128 + 15);
    assertThat(files()).isEmpty();

    serve("--isolation=" + isolation);
    signal("KILL");
    service.waitFor();
    assertThat(files()).hasSize(1);
    assertThat(host().path("state").asText()).isEqualTo("ended");
    assertThat(launcher().run("status").status()).isEqualTo(1);
    Result health = launcher().run("healthcheck");
    assertThat(health.status()).isEqualTo(1);
    assertThat(health.err()).contains("has ended without a word");

    Path left = files().getFirst();
    serve("--isolation=" + isolation);
    await(() -> !Files.exists(left));
    assertThat(host().path("state").asText()).isEqualTo("running");
  }

  @Test
  void aHostThatStandsStillIsSilent() throws Exception {
    serve();
    Path file = files().getFirst();
    Object first = Files.getAttribute(file, "unix:ino");
    // Replaced, and not written over.
    await(() -> Files.exists(file) && !Files.getAttribute(file, "unix:ino").equals(first));
    signal("STOP");
    Thread.sleep(SILENCE.plusSeconds(2));
    assertThat(host().path("state").asText()).isEqualTo("silent");
    Result health = launcher().run("healthcheck");
    assertThat(health.status()).isEqualTo(1);
    assertThat(health.err())
        .isEqualTo("epochly-host: the host of process %d is silent%n".formatted(service.pid()));
    signal("CONT");
    await(() -> host().path("state").asText().equals("running"));
  }

  @Test
  void aMachineThatCannotBeWrittenToRunsAllTheSame() throws Exception {
    Launched confined =
        Launched.in(folder)
            // Not where other hosts of this machine say how they are.
            .with(Map.of("XDG_RUNTIME_DIR", folder.toString()))
            .behind("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc");
    Launched.assumeBubblewrap();
    Result result = confined.run("-c", "import time; time.sleep(5); print(1)");
    assertThat(result).isEqualTo(new Result(0, "1\n", ""));
    assertThat(confined.run("status").err()).contains("no host says in ");
  }

  @Test
  void aFolderThatWasAskedForAndCannotBeUsedIsToldOnce() throws Exception {
    Files.createDirectory(run);
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    Result result =
        launcher()
            .with(Map.of("EPOCHLY_RUNTIME_DIR", run.toString()))
            .run("-c", "import time; time.sleep(10)");
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .containsOnlyOnce("others than its owner may use " + run + " (mode 0755): chmod 700 it");
    assertThat(files()).isEmpty();
    assertThat(launcher().run("status").err()).contains("chmod 700 it");
  }
}
