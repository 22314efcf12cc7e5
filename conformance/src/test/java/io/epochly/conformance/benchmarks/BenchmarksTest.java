package io.epochly.conformance.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks of this package, or those that {@code -Dbenchmark} names, in JVMs that
 * compile guest code as the launcher's do. It asserts no times: they go to {@code target/jmh.json}.
 */
@Tag("benchmark")
class BenchmarksTest {
  private static final Path JIT = Path.of("../host/target/dist/jit").toAbsolutePath().normalize();

  @Test
  void run() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(JIT), JIT + " is missing: package the host first");
    var options =
        new OptionsBuilder()
            .include(System.getProperty("benchmark", ".*"))
            .jvmArgs(
                "-Xss16m",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "--upgrade-module-path=" + JIT,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow")
            // Bytes a call: they show on a busy machine too.
            .addProfiler(GCProfiler.class)
            .resultFormat(ResultFormatType.JSON)
            .result("target/jmh.json")
            .shouldFailOnError(true)
            .build();

    assertThat(new Runner(options).run()).isNotEmpty();
  }
}
