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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor makes of machines that are as they should be, and of others. */
class DoctorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path DIST = Path.of("target/dist").toAbsolutePath();

  @TempDir private Path folder;

  private record Examination(int status, Map<String, JsonNode> checks) {
    String verdict(String check) {
      return checks.get(check).path("verdict").asText();
    }

    String found(String check) {
      return checks.get(check).path("found").asText();
    }

    String mend(String check) {
      return checks.get(check).path("mend").asText();
    }

    String names(String check) {
      return checks.get(check).path("names").asText();
    }
  }

  private Launched launcher(String... variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("EPOCHLY_RUNTIME_DIR", folder.resolve("run").toString());
    environment.put("EPOCHLY_JIT_CACHE_DIR", folder.resolve("cache").toString());
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return Launched.in(folder).with(environment);
  }

  private static Examination examine(Launched launcher) throws Exception {
    return examination(launcher.run("doctor", "--json"));
  }

  private static Examination examination(Result result) throws Exception {
    Map<String, JsonNode> checks = new LinkedHashMap<>();
    for (JsonNode check : new ObjectMapper().readTree(result.out()).path("checks")) {
      checks.put(check.path("check").asText(), check);
    }
    assertThat(checks).as(result.err()).hasSize(16);
    assertThat(result.status())
        .isEqualTo(
            checks.values().stream().anyMatch(one -> one.path("verdict").asText().equals("FAIL"))
                ? 1
                : 0);
    return new Examination(result.status(), checks);
  }

  private static Launched bwrap(Launched launcher, String... options) {
    return launcher.behind(
        Stream.concat(
                Stream.of("bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void everyCheckIsMadeAndNothingIsLeftBehind() throws Exception {
    Examination all = examine(launcher());
    assertThat(all.checks().keySet())
        .containsExactly(
            "jdk",
            "guest-jit",
            "limits",
            "settings",
            "log",
            "licence",
            "user",
            "cache",
            "image",
            "status",
            "ports",
            "isolation",
            "devices",
            "shared-memory",
            "clock",
            "emergency");
    assertThat(all.status()).isZero();
    assertThat(all.found("jdk")).startsWith("Java " + Runtime.version());
    for (String check :
        List.of(
            "jdk",
            "guest-jit",
            "settings",
            "log",
            "licence",
            "cache",
            "image",
            "status",
            "ports",
            "clock",
            "emergency")) {
      assertThat(all.verdict(check)).as(check).isEqualTo("OK");
      assertThat(all.mend(check)).as(check).isEmpty();
    }
    assertThat(folder).isEmptyDirectory();

    Result text = launcher().run("doctor");
    assertThat(text.status()).isZero();
    assertThat(text.out()).startsWith("OK    jdk            Java ").contains("\nOK    ports ");
  }

  @Test
  void settingsThatAreWrongFailAndTheOtherChecksAreMade() throws Exception {
    Examination wrong = examine(launcher("EPOCHLY_LEVEL", "9"));
    assertThat(wrong.verdict("settings")).isEqualTo("FAIL");
    assertThat(wrong.names("settings")).contains("enhancement_level", "EPOCHLY_LEVEL");
    assertThat(wrong.verdict("log")).isEqualTo("OK");

    Examination odd =
        examine(
            launcher(
                "EPOCHLY_LOG_LEVEL",
                "DEBUG",
                "EPOCHLY_LEVLE",
                "1",
                "EPOCHLY_EMERGENCY_DISABLE",
                "1"));
    assertThat(odd.verdict("settings")).isEqualTo("WARN");
    assertThat(odd.names("settings")).contains("did you mean EPOCHLY_LEVEL?");
    assertThat(odd.verdict("log")).isEqualTo("WARN");
    assertThat(odd.mend("log")).contains("set WARNING");
    assertThat(odd.verdict("emergency")).isEqualTo("WARN");
  }

  @Test
  void foldersAndFilesThatOthersCouldUseOrThatAreNotThereAreNamed() throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path stop = Files.createFile(folder.resolve("stop"));
    Examination bad =
        examine(
            launcher(
                "EPOCHLY_LOG_FILE", "missing/host.log", "EPOCHLY_EMERGENCY_FILE", stop.toString()));
    assertThat(bad.verdict("cache")).isEqualTo("WARN");
    assertThat(bad.names("cache")).contains("mode 0777", cache.toString());
    assertThat(bad.verdict("status")).isEqualTo("WARN");
    assertThat(bad.names("status")).contains("mode 0755");
    assertThat(bad.verdict("log")).isEqualTo("FAIL");
    assertThat(bad.names("log")).endsWith("missing/host.log");
    assertThat(bad.verdict("emergency")).isEqualTo("WARN");

    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    Files.delete(stop);
    Examination mended = examine(launcher("EPOCHLY_LOG_FILE", "host.log"));
    assertThat(mended.verdict("cache")).isEqualTo("OK");
    assertThat(mended.verdict("status")).isEqualTo("OK");
    assertThat(mended.verdict("log")).isEqualTo("OK");
  }

  private Path key(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private String licence(String notBefore, String expires) throws Exception {
    return launcher()
        .run(
            "license",
            "issue",
            "--key",
            key(".key").toString(),
            "--subject",
            "Planted Ltd",
            "--not-before",
            notBefore,
            "--expires",
            expires)
        .out()
        .strip();
  }

  @Test
  void aLicenceIsCheckedAsAHostDoes() throws Exception {
    assertThat(launcher().run("license", "keygen", "--out", "keys").status()).isZero();
    String soon = Instant.now().plus(Duration.ofDays(3)).toString().substring(0, 10);
    record Case(String licence, String required, String verdict, String found) {}
    for (Case one :
        List.of(
            new Case(licence("2020-01-01", "2021-01-01"), "true", "FAIL", "expired"),
            new Case(licence("2020-01-01", "2021-01-01"), "false", "WARN", "expired"),
            new Case(licence("2020-01-01", soon), "true", "WARN", "valid until " + soon),
            new Case(licence("2020-01-01", "2999-01-01"), "true", "OK", "valid until 2999"))) {
      Examination found =
          examine(
              launcher(
                  "EPOCHLY_LICENSE_KEY", one.licence(),
                  "EPOCHLY_LICENSE_PUBLIC_KEYS", "keys",
                  "EPOCHLY_LICENSE_REQUIRED", one.required()));
      assertThat(found.verdict("licence")).as(one.found()).isEqualTo(one.verdict());
      assertThat(found.found("licence")).contains(one.found());
      assertThat(found.checks().toString()).doesNotContain(one.licence());
    }
    assertThat(examine(launcher("EPOCHLY_LICENSE_REQUIRED", "true")).verdict("licence"))
        .isEqualTo("FAIL");
  }

  @Test
  void whoRunsItIsAskedOfTheKernel() throws Exception {
    Launched.assumeBubblewrap();
    Examination root =
        examine(bwrap(launcher(), "--unshare-user", "--uid", "0", "--cap-drop", "ALL"));
    assertThat(root.verdict("user")).isEqualTo("WARN");
    assertThat(root.found("user")).startsWith("runs as root: uid 0");
    Examination user =
        examine(
            bwrap(
                launcher(),
                "--unshare-user",
                "--uid",
                "1000",
                "--gid",
                "1000",
                "--cap-drop",
                "ALL"));
    assertThat(user.verdict("user")).isEqualTo("OK");
    assertThat(user.found("user")).startsWith("uid 1000, capabilities 0, no_new_privs 1");
    Examination capable =
        examine(bwrap(launcher(), "--unshare-user", "--uid", "1000", "--cap-add", "CAP_NET_ADMIN"));
    assertThat(capable.verdict("user")).isEqualTo("WARN");
    assertThat(capable.mend("user")).contains("drop all");
  }

  @Test
  void aSmallSharedMemoryIsMeasured() throws Exception {
    Launched.assumeBubblewrap();
    Examination small = examine(bwrap(launcher(), "--size", "67108864", "--tmpfs", "/dev/shm"));
    assertThat(small.verdict("shared-memory")).isEqualTo("WARN");
    assertThat(small.found("shared-memory")).contains("/dev/shm has 64 MiB");
    assertThat(small.mend("shared-memory")).contains("--shm-size");
    Examination large = examine(bwrap(launcher(), "--size", "536870912", "--tmpfs", "/dev/shm"));
    assertThat(large.verdict("shared-memory")).isEqualTo("OK");
  }

  @Test
  void withoutASandboxItSaysWhatAContainerMustAllow() throws Exception {
    Launched.assumeBubblewrap();
    Examination denied =
        examine(bwrap(launcher(), "--proc", "/proc", "--unshare-user", "--disable-userns"));
    assertThat(denied.verdict("isolation")).isEqualTo("WARN");
    assertThat(denied.found("isolation")).contains("bubblewrap cannot make the namespaces");
    assertThat(denied.mend("isolation")).contains("seccomp");

    Path programs = Files.createDirectory(folder.resolve("programs"));
    for (String program : List.of("sed", "dirname", "readlink", "getconf", "head", "grep")) {
      Path file =
          Files.writeString(
              programs.resolve(program), "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(program));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Examination missing = examine(launcher("PATH", programs.toString()));
    assertThat(missing.verdict("isolation")).isEqualTo("WARN");
    assertThat(missing.found("isolation"))
        .contains("bubblewrap is not installed", "prlimit is not installed");
  }

  @Test
  void whatAHostListensOnIsAskedOfTheKernel() throws Exception {
    Files.writeString(
        folder.resolve("main.py"),
        """
        import socket
        server = socket.create_server(('127.0.0.1', 0))
        print(server.getsockname()[1], flush=True)
        input()
        """);
    Process process = launcher("EPOCHLY_PROMETHEUS_PORT", "0").start("--allow-net", "main.py");
    try {
      String port = process.inputReader().readLine();
      Path run = folder.resolve("run");
      Instant end = Instant.now().plus(PATIENCE);
      while (!Files.isDirectory(run) || status(run).isEmpty()) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
      Examination found = examine(launcher());
      assertThat(found.verdict("ports")).isEqualTo("WARN");
      assertThat(found.found("ports"))
          .startsWith("what no host publishes: tcp")
          .contains("127.0.0.1 port " + port + ", process " + process.pid())
          // Its metrics are published, and are told in its status.
          .doesNotContain(";");
      assertThat(found.found("status")).isEqualTo("{running=1}");
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    Examination ended = examine(launcher());
    assertThat(ended.verdict("ports")).isEqualTo("OK");
    assertThat(ended.verdict("status")).isEqualTo("WARN");
    assertThat(ended.found("status")).contains("ended=1");
  }

  @Test
  void metricsAreWhatMayListen() throws Exception {
    Process process =
        launcher("EPOCHLY_PROMETHEUS_PORT", "0").start("-c", "print(1, flush=True); input()");
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("1");
      Path run = folder.resolve("run");
      Instant end = Instant.now().plus(PATIENCE);
      while (!Files.isDirectory(run) || status(run).isEmpty()) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
      Examination found = examine(launcher());
      assertThat(found.verdict("ports")).isEqualTo("OK");
      assertThat(found.found("ports")).startsWith("metrics alone: tcp").contains("127.0.0.1 port ");
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Path> status(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  @Test
  void aJvmWithoutTheJitCompilerOrTheImageIsSeen() throws Exception {
    Path jar;
    try (Stream<Path> jars = Files.list(DIST.resolve("lib"))) {
      jar =
          jars.filter(file -> file.getFileName().toString().startsWith("host-"))
              .findFirst()
              .orElseThrow();
    }
    Process process =
        new ProcessBuilder(
                DIST.resolve("runtime/bin/java").toString(),
                "-cp",
                jar.toString(),
                "io.epochly.host.internal.cli.Main",
                "doctor",
                "--json")
            .directory(folder.toFile())
            .start();
    Examination found = examination(Launched.result(process));
    assertThat(found.verdict("guest-jit")).isEqualTo("WARN");
    assertThat(found.found("guest-jit")).contains("interpreted");
    assertThat(found.verdict("image")).isEqualTo("WARN");
  }
}
