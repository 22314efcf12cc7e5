package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Licences as an operator deals with them, through the launcher. */
class LicenceIT {
  private static final Path LAUNCHER = Path.of("").toAbsolutePath().resolveSibling("epochly-host");

  @TempDir private Path folder;

  private record Result(int status, String out, String err) {}

  private Result run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Path key(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  @Test
  void aHostThatNeedsALicenceRunsWithOneOnlyAndNeverShowsIt() throws Exception {
    assertThat(run(Map.of(), "license", "keygen", "--out", "keys").status()).isZero();
    String[] issue = {
      "license", "issue", "--key", key(".key").toString(), "--subject", "Example Ltd", "--expires"
    };
    List<String> arguments = new ArrayList<>(List.of(issue));
    arguments.addAll(List.of("2999-01-01", "--workers", "1"));
    String token = run(Map.of(), arguments.toArray(String[]::new)).out().strip();
    assertThat(token).startsWith("epochly1.");

    String program =
        """
        import os, epochly
        print([name for name in os.environ if 'LICENSE' in name])
        with epochly.Executor(2) as executor:
            print(list(executor.map(abs, [-1, -2])))
        """;
    Map<String, String> licensed =
        Map.of(
            "EPOCHLY_LICENSE_REQUIRED", "true",
            "EPOCHLY_LICENSE_PUBLIC_KEYS", "keys",
            "EPOCHLY_LICENSE_KEY", token);
    String[] run = {
      "--isolation=process", "--accept-reduced", "--allow-env", "--allow-workers=2", "-c", program
    };
    Result result = run(licensed, run);
    assertThat(result.out()).as(result.err()).isEqualTo("[]\n[1, 2]\n");
    assertThat(result.status()).isZero();

    String forged = token.substring(0, token.length() - 1) + (token.endsWith("A") ? "Q" : "A");
    Map<String, String> bad =
        Map.of("EPOCHLY_LICENSE_PUBLIC_KEYS", "keys", "EPOCHLY_LICENSE_KEY", forged);
    Result reported = run(bad, "-c", "print('runs')");
    assertThat(reported.out()).isEqualTo("runs\n");
    assertThat(reported.err()).contains("is not as it was signed");
    Result closed =
        run(
            Map.of(
                "EPOCHLY_LICENSE_REQUIRED", "true",
                "EPOCHLY_LICENSE_PUBLIC_KEYS", "keys",
                "EPOCHLY_LICENSE_KEY", forged),
            "-c",
            "print('runs')");
    assertThat(closed.status()).isEqualTo(1);
    assertThat(closed.out()).isEmpty();
    assertThat(closed.err())
        .startsWith("epochly-host: this host needs a valid licence: the licence …")
        .hasLineCount(1);

    Result mistaken = run(Map.of(), "license", "verify", token, token, "--public-key", "keys");
    assertThat(mistaken.status()).isEqualTo(2);
    String secret = token.substring(token.length() - 30, token.length() - 4);
    for (Result each : List.of(result, reported, closed, mistaken)) {
      assertThat(each.out() + each.err()).doesNotContain(secret);
    }
  }
}
