package io.epochly.conformance.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package, or those that {@code -Dbenchmark} names, in JVMs that
 * compile guest code as the launcher's do. It asserts no times: they go to {@code target/jmh.json}.
 * {@code -Dbenchmark.quick=true} only tells whether they run.
 */
@Tag("benchmark")
class BenchmarksTest {
  private static final Path JIT = Path.of("../host/target/dist/jit").toAbsolutePath().normalize();

  @Test
  void run() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(JIT), JIT + " is missing: package the host first");
    ChainedOptionsBuilder options =
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
            .shouldFailOnError(true);
    if (Boolean.getBoolean("benchmark.quick")) {
      options.warmupIterations(2).warmupTime(TimeValue.seconds(1));
      options.measurementIterations(2).measurementTime(TimeValue.seconds(1));
    }

    Collection<RunResult> results = new Runner(options.build()).run();
    assertThat(results).isNotEmpty();
    ratios(results).forEach(System.out::println);
  }

  /** Of kernels in Java, how many times as long the plain loop takes. */
  private static List<String> ratios(Collection<RunResult> results) {
    Map<String, Double> plain = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String method : List.of(".plain", ".kernel")) {
      for (RunResult result : results) {
        String name = result.getParams().getParam("name");
        double time = result.getPrimaryResult().getScore();
        if (name == null || !result.getParams().getBenchmark().endsWith(method)) {
          continue;
        }
        if (method.equals(".plain")) {
          plain.put(name, time);
        } else if (plain.containsKey(name)) {
          lines.add("%s: %.2f times as quick as plain".formatted(name, plain.get(name) / time));
        }
      }
    }
    return lines;
  }
}
