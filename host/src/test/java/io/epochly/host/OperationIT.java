package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.Launched.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees and does from outside, on the launcher. */
class OperationIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String KEY = "epk_planted_0123456789_WXYZ";

  @TempDir private Path folder;

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(ROOT.resolve("epochly-host").toString()), Stream.of(arguments))
                    .toList())
            .directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Result run(Map<String, String> environment, String... arguments) throws Exception {
    return Launched.result(start(environment, arguments));
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  @Test
  void configShowsEachValueAndItsSource() throws Exception {
    Path file = write("epochly.toml", "max_workers = 3\njit_threshold = 2\n");
    Map<String, String> environment =
        Map.of("EPOCHLY_JIT_THRESHOLD", "5", "EPOCHLY_LICENSE_KEY", KEY, "EPOCHLY_PORT", "80");
    Result text = run(environment, "config");
    assertThat(text.out())
        .containsPattern("(?m)^max_workers +3 +.*epochly.toml, line 1$")
        .containsPattern("(?m)^jit_threshold +5 +EPOCHLY_JIT_THRESHOLD$")
        .containsPattern("(?m)^license_key +…WXYZ +EPOCHLY_LICENSE_KEY$")
        .containsPattern("(?m)^telemetry +false +default$");
    assertThat(text.err())
        .isEqualTo(
            "epochly-host: the variable EPOCHLY_PORT is no setting of this version and is ignored\n");
    JsonNode json = new ObjectMapper().readTree(run(environment, "config", "--json").out());
    assertThat(json.at("/max_workers/value").asInt()).isEqualTo(3);
    assertThat(json.at("/max_workers/source").asText()).isEqualTo(file.toRealPath() + ", line 1");
    assertThat(json.at("/log_file/value").isNull()).isTrue();
    assertThat(json.toString()).doesNotContain("planted");
  }

  @Test
  void aWrongSettingEndsTheRunWithTheKeyAndItsSource() throws Exception {
    write("epochly.toml", "max_worker = 3\n");
    Result result = run(Map.of(), "-c", "print(1)");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("epochly-host: there is no setting 'max_worker', set in ")
        .endsWith("epochly.toml, line 1; did you mean 'max_workers'?\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"context", "process"})
  void noSecretLeavesTheHost(String isolation) throws Exception {
    write(
        "main.py",
        """
        import os, epochly
        print(dict(os.environ), epochly.get_status(), epochly.get_config())
        executor = epochly.Executor(1)
        print(executor.submit(lambda: __import__('os').environ.get('EPOCHLY_LICENSE_KEY')).result())
        print('ready', flush=True)
        input()
        try:
            epochly.configure(license_key='x')
        except PermissionError as e:
            print(e)
        raise ValueError('the end')
        """);
    Process process =
        start(
            Map.of(
                "EPOCHLY_LICENSE_KEY", KEY,
                "EPOCHLY_LOG_LEVEL", "DEBUG",
                "EPOCHLY_LOG_FILE", "host.log"),
            "--isolation=" + isolation,
            "--allow-env",
            "--allow-workers=1",
            "main.py");
    BufferedReader reader = process.inputReader();
    StringBuilder out = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      out.append(line).append('\n');
      if (line.equals("ready")) {
        break;
      }
    }
    assertThat(out.toString()).endsWith("None\nready\n");
    TreeSet<String> arguments = new TreeSet<>();
    // The launcher has become the host; its children are started with an environment of their own.
    for (ProcessHandle one :
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      arguments.add(
          Files.readString(
              Path.of("/proc/" + one.pid() + "/cmdline"), StandardCharsets.ISO_8859_1));
      if (one.pid() != process.pid()) {
        arguments.add(
            Files.readString(
                Path.of("/proc/" + one.pid() + "/environ"), StandardCharsets.ISO_8859_1));
      }
    }
    Result rest = Launched.result(process);
    assertThat(rest.err()).contains("EOFError");
    assertThat(arguments).hasSizeGreaterThan(1);
    assertThat(List.of(out, rest.all(), arguments, Files.readString(folder.resolve("host.log"))))
        .asString()
        .contains("configuration_changed guest=0 license_key from EPOCHLY_LICENSE_KEY")
        .doesNotContain("planted");
  }

  @Test
  void noSecretIsInWhatACrashLeaves() throws Exception {
    Process process =
        start(Map.of("EPOCHLY_LICENSE_KEY", KEY), "-c", "print(1, flush=True); input()");
    assertThat(process.inputReader().readLine()).isEqualTo("1");
    new ProcessBuilder("kill", "-SEGV", Long.toString(process.pid())).start().waitFor();
    Result result = Launched.result(process);
    assertThat(result.status()).isNotZero();
    assertThat(result.all()).doesNotContain("planted");
    try (Stream<Path> left = Files.list(folder)) {
      List<Path> files = left.toList();
      assertThat(files).hasSize(1);
      assertThat(files.getFirst().getFileName().toString()).startsWith("hs_err_pid");
      assertThat(Files.readString(files.getFirst(), StandardCharsets.ISO_8859_1))
          .contains("SIGSEGV")
          .doesNotContain("planted");
    }
  }

  @Test
  void noDataOfAGuestIsInTheLog() throws Exception {
    write(
        "main.py",
        """
        import sys, epochly
        with open('out/planted_file', 'w') as f:
            f.write('planted content')
        try:
            open('/nowhere/planted_missing')
        except OSError:
            pass

        @epochly.optimize
        def f(planted_parameter):
            return str(planted_parameter)

        f('planted value')
        f.__wrapped__.__qualname__ = 'planted\\nERROR forged'
        epochly.optimize(f.__wrapped__)('planted value')
        epochly.set_level(1)
        def work(x):
            raise KeyError('planted key')
        future = epochly.Executor(1).submit(work, 'planted argument')
        print(future.exception())
        raise ValueError('planted error')
        """);
    Files.createDirectory(folder.resolve("out"));
    for (String format : List.of("text", "json")) {
      String log = format + ".log";
      Result result =
          run(
              Map.of(
                  "EPOCHLY_LOG_LEVEL", "DEBUG",
                  "EPOCHLY_LOG_FORMAT", format,
                  "EPOCHLY_LOG_FILE", log),
              "--allow-workers=1",
              "--allow-write=out",
              "main.py",
              "planted argument");
      assertThat(result.err()).contains("ValueError: planted error");
      assertThat(Files.readString(folder.resolve(log)))
          .contains("optimization_failed")
          .contains("level_changed")
          .contains("door_opened")
          .doesNotContain("planted")
          .doesNotContain("forged");
    }
  }

  @Test
  void auditEventsAreOnStandardErrorOnlyIfAskedFor() throws Exception {
    assertThat(run(Map.of(), "-c", "import epochly; epochly.set_level(1)").err()).isEmpty();
    assertThat(
            run(Map.of("EPOCHLY_LOG_LEVEL", "INFO"), "-c", "import epochly; epochly.set_level(1)")
                .err())
        .contains("INFO    epochly.audit: level_changed guest=1 to 1\n");
  }

  /** As Kubernetes mounts a secret for who is not root. */
  @ParameterizedTest
  @CsvSource({"r--r-----, 0", "r--r--r--, 2"})
  void aTokenOfRootsMayBeReadByTheGroupOfTheHostAlone(String mode, int status) throws Exception {
    assumeTrue(
        (Integer) Files.getAttribute(folder, "unix:uid") == 0, "needs root, to give a file away");
    Path token = Files.writeString(folder.resolve("token"), "a-token-of-some-length");
    Files.setAttribute(token, "unix:gid", 1000);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(mode));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder =
        new ProcessBuilder(
                "setpriv",
                "--reuid=1000",
                "--regid=1000",
                "--clear-groups",
                ROOT.resolve("epochly-host").toString(),
                "-c",
                "print('runs')")
            .directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("EPOCHLY_PROMETHEUS_PORT", "0");
    builder.environment().put("EPOCHLY_PROMETHEUS_TOKEN_FILE", token.toString());
    Result result = Launched.result(builder.start());
    assertThat(result.out()).as(result.err()).isEqualTo(status == 0 ? "runs\n" : "");
    assertThat(result.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"context", "process"})
  void aFileStopsARunningServiceWithinASecond(String isolation) throws Exception {
    write(
        "service.py",
        """
        import epochly, time

        @epochly.optimize
        def burst(n):
            total = 0
            for i in range(n):
                total = (total + i) & 0xFFFF
            return total

        burst(1000)
        print('serving', flush=True)
        end = time.time() + 60
        while not epochly.get_status()['emergency_disabled'] and time.time() < end:
            burst(20_000_000)
        print('stopped', flush=True)
        epochly.configure(enabled=True)
        before = epochly.stats()['functions']['burst']['compiled_calls']
        burst(1000)
        print(epochly.stats()['functions']['burst']['compiled_calls'] - before)
        try:
            epochly.Executor(1)
        except RuntimeError as e:
            print(e)
        """);
    Path file = folder.resolve("stop");
    Process process =
        start(
            Map.of("EPOCHLY_EMERGENCY_FILE", file.toString(), "EPOCHLY_LOG_FILE", "host.log"),
            "--isolation=" + isolation,
            "--allow-workers=1",
            "service.py");
    BufferedReader reader = process.inputReader();
    assertThat(reader.readLine()).isEqualTo("serving");
    long start = System.nanoTime();
    Files.createFile(file);
    while (!Files.readString(folder.resolve("host.log")).contains("emergency_disabled guest=0")
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
      Thread.sleep(5);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    // The kernel that ran finishes plain, which takes longer.
    assertThat(reader.readLine()).isEqualTo("stopped");
    Result rest = Launched.result(process);
    assertThat(rest.out())
        .isEqualTo("0\nthere are no workers: the operator's emergency switch is on\n");
    assertThat(rest.status()).isZero();
  }
}
