package io.epochly.conformance.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that a build makes, unpacked. */
class ArchiveIT {
  @TempDir private static Path folder;
  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    String archive = System.getProperty("epochly.archive", "");
    assumeFalse(archive.isEmpty(), "this build made no archive: it had -Ddist.archive=");
    assertThat(run(List.of("tar", "-xzf", archive, "-C", folder.toString()))).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      home = files.findFirst().orElseThrow();
    }
  }

  @Test
  void theSuitesRunFromIt() throws Exception {
    assertThat(launch("conformance", "--attacks", "--isolation=context", "--only=clock/counters"))
        .contains("denied (nothing)")
        .contains("context: 1 held");
  }

  @Test
  void theCacheHoldsInIt() throws Exception {
    // With this mode the JVM does not start unless it can use the cache.
    assertThat(
            launch(
                "java",
                "-XX:AOTMode=on",
                "io.epochly.host.internal.cli.Main",
                "-c",
                "print(6 * 7)"))
        .isEqualTo("42\n");
  }

  private static String launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("epochly-host").toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Nothing of the machine's is needed, and no folder of the user's.
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("HOME", "/nonexistent");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
