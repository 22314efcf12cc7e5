package io.epochly.host.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Compares with engines that are really there, and tells of those that are not. */
class BenchPeersTest {
  private static final String TRIPLE =
      """
      import epochly

      @epochly.optimize
      def triple(values, n):
          for i in range(n):
              values[i] = values[i] * 3.0
          return n

      def cases():
          return {"numbers": (triple, lambda: ([1.0, 0.1], 2))}
      """;

  /** The same, as a program that answers as peers do; FACTOR and WAIT are put in. */
  private static final String TRIPLE_IN_C =
      """
      #include <stdio.h>
      #include <string.h>
      #include <time.h>
      #include <unistd.h>

      static double now(void) {
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
      }

      int main(void) {
        char line[64];
        while (fgets(line, sizeof line, stdin)) {
          if (strcmp(line, "numbers\\n") != 0) {
            printf("! no case of that name\\n");
          } else {
            volatile double values[] = {1.0, 0.1};
            double start = now();
            WAIT
            for (int i = 0; i < 2; i++) values[i] = values[i] * FACTOR;
            double took = now() - start;
            double list = values[0] + 2 * values[1];
            printf("%.9f %.17g\\n", took, 2 + 2 * list + 3 * 2);
          }
          fflush(stdout);
        }
        return 0;
      }
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aProgramInCIsMeasuredInTheSameRunAndItsResultsAreCompared() throws IOException {
    assumeOnPath("gcc");
    c("3.0", "");

    JsonNode report = figures(TRIPLE, "--repeat=3", "--vs=gcc", "--allow-net");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .containsPattern("(?m)^numbers .* equal$")
        .containsPattern("(?m)^gcc: GCC [0-9.]+ -O3 -march=native -ffp-contract=off$");
    JsonNode gcc = report.get("cases").get(0).get("peers").get("gcc");
    assertThat(gcc.get("equal").asBoolean()).isTrue();
    assertThat(gcc.get("all_ms")).hasSize(3);
    double optimized = report.get("cases").get(0).get("optimized").get("min_ms").asDouble();
    assertThat(gcc.get("ratio").asDouble()).isEqualTo(optimized / gcc.get("min_ms").asDouble());
    assertThat(report.get("peers").get(0).get("geometric_mean_ratio").asDouble()).isPositive();
  }

  @Test
  void theSameProgramRunsOnAllCoresToo() throws IOException {
    assumeOnPath("gcc");
    c("3.0", "");

    figures(TRIPLE, "--repeat=2", "--vs=gcc,gcc-openmp", "--allow-net");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .containsPattern("(?m)^numbers .* equal$")
        .containsPattern("(?m)^gcc: GCC [0-9.]+ -O3 -march=native -ffp-contract=off$")
        .containsPattern("(?m)^gcc-openmp: GCC .* -fopenmp$");
  }

  @Test
  void aPeerThatComputesSomethingElseDiffersAndCountsInNoMean() throws IOException {
    assumeOnPath("gcc");
    c("3.0000001", "");

    JsonNode report = figures(TRIPLE, "--repeat=1", "--vs=gcc", "--allow-net");

    assertThat(out.toString()).containsPattern("(?m)^numbers .* gcc differs$");
    assertThat(report.at("/cases/0/peers/gcc/equal").asBoolean(true)).isFalse();
    assertThat(report.at("/peers/0").has("geometric_mean_ratio")).isFalse();
  }

  @Test
  void aPeerThatHangsIsEndedAndTold() throws IOException {
    assumeOnPath("gcc");
    c("3.0", "sleep(600);");

    JsonNode report = figures(TRIPLE, "--repeat=2", "--vs=gcc", "--peer-limit=1", "--allow-net");

    assertThat(out.toString()).contains("gcc: took longer than 1 s");
    assertThat(report.at("/cases/0/peers/gcc/failure").asText()).contains("took longer than 1 s");
  }

  @Test
  void aProgramThatDoesNotCompileIsLeftOutWithWhatTheCompilerSays() throws IOException {
    assumeOnPath("gcc");
    Files.writeString(folder.resolve("file.c"), "int main(void) { return nothing; }\n");

    assertThat(bench(TRIPLE, "--repeat=1", "--vs=gcc", "--allow-net")).isZero();
    assertThat(err.toString()).contains("gcc left out: ", "error: 'nothing' undeclared");
  }

  @Test
  void anotherPythonRunsTheSameFile() throws IOException {
    assumeOnPath("python3");

    JsonNode report = figures(TRIPLE, "--repeat=2", "--vs=python", "--allow-net");

    assertThat(report.at("/cases/0/peers/python/equal").asBoolean()).isTrue();
    assertThat(report.at("/peers/0/version").asText()).startsWith("CPython 3.");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("file.py", "figures.json");
  }

  @Test
  void aCaseThatFailsInAPeerLeavesThePeerForTheOthers() throws IOException {
    assumeOnPath("python3");
    String source =
        """
        import sys

        def picky(n):
            return n

        def build():
            if sys.implementation.name == "cpython":
                raise ValueError("not here")
            return (1,)

        def cases():
            return {"bad": (picky, build), "good": (picky, lambda: (1,))}
        """;

    JsonNode report = figures(source, "--repeat=1", "--vs=python", "--allow-net");

    assertThat(report.at("/cases/0/peers/python/failure").asText())
        .isEqualTo("ValueError: not here");
    assertThat(report.at("/cases/1/peers/python/equal").asBoolean()).isTrue();
  }

  @Test
  void aPeerSeesNeitherTheEnvironmentNorTheNetwork() throws IOException {
    assumeOnPath("python3");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("BENCH_SECRET", "x");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String source =
          """
          import os

          def reached():
              try:
                  import socket
                  socket.create_connection(("127.0.0.1", %d), 1)
                  return 1
              except Exception:
                  return 0

          def one(network, secret):
              return network

          def cases():
              return {"one": (one, lambda: (reached(), 1 if "BENCH_SECRET" in os.environ else 0))}
          """
              .formatted(server.getLocalPort());
      Files.writeString(folder.resolve("file.py"), source);

      int status = run(environment, "--repeat=1", "--vs=python", file());

      assertThat(status).isZero();
      String unable = "the network cannot be taken from it here";
      assumeFalse(err.toString().contains(unable), unable);
      // The guest saw neither.
      assertThat(out.toString()).containsPattern("(?m)^one .* equal$");
    }
  }

  @Test
  void peersThatAreNotOnTheMachineAreLeftOutVisibly() throws IOException {
    Files.writeString(folder.resolve("file.py"), TRIPLE);
    Map<String, String> nothing = Map.of("PATH", "");

    int status = run(nothing, "--repeat=1", "--vs=gcc", "--vs=numba,pypy", "--vs=python", file());

    assertThat(status).isZero();
    for (String text : List.of(out.toString(), err.toString())) {
      assertThat(text)
          .contains("gcc left out: there is no gcc on the PATH")
          .contains("numba left out: there is no python3 on the PATH")
          .contains("pypy left out: there is no pypy3 on the PATH")
          .contains("python left out: there is no python3 on the PATH");
    }
  }

  @Test
  void anUnknownPeerIsRefusedWithThoseThatThereAre() throws IOException {
    assertThat(bench(TRIPLE, "--vs=gcc", "--vs=clang")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "no peer is named clang; there are gcc, gcc-openmp, numba, numba-parallel, pypy, python,")
        .hasLineCount(1);
  }

  @Test
  void thePageNeedsNothingButItselfAndItsTextIsEscaped() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "the one before");
    String source = TRIPLE.replace("\"numbers\"", "\"<b>&'\"");

    assertThat(bench(source, "--repeat=1", "--vs=pypy", "--html=" + page)).isZero();

    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<svg", "&lt;b&gt;&amp;&#39;", "geometric mean", "prefers-color-scheme: dark")
        .contains("--vs=pypy", "GraalPy", "JDK", "Cores")
        .doesNotContain("<b>", "<script", "<link", "<img", "src=", "href=", "url(", "@import");
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("file.py", "page.html");
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() throws IOException {
    for (String option : List.of("--html=", "--json=")) {
      for (Path target : List.of(folder, folder.resolve("nowhere").resolve("page.html"))) {
        assertThat(bench(TRIPLE, option + target)).isEqualTo(2);
        assertThat(err.toString()).contains("cannot write '%s'".formatted(target));
        for (String other : List.of("--start", "--workers", "--devices")) {
          err.getBuffer().setLength(0);
          assertThat(run(System.getenv(), other, option + target)).isEqualTo(2);
          assertThat(err.toString())
              .contains(
                  option.equals("--html=") && !other.equals("--start")
                      ? "bench %s draws no page".formatted(other)
                      : "cannot write '%s'".formatted(target));
        }
      }
    }
    assertThat(out.toString()).isEmpty();
  }

  private static void assumeOnPath(String program) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    assumeTrue(found, "there is no %s on the PATH".formatted(program));
  }

  private void c(String factor, String wait) throws IOException {
    Files.writeString(
        folder.resolve("file.c"), TRIPLE_IN_C.replace("FACTOR", factor).replace("WAIT", wait));
  }

  private String file() {
    return folder.resolve("file.py").toString();
  }

  private JsonNode figures(String source, String... options) throws IOException {
    Path json = folder.resolve("figures.json");
    String[] more =
        Stream.concat(Stream.of(options), Stream.of("--json=" + json)).toArray(String[]::new);
    assertThat(bench(source, more)).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }

  private int bench(String source, String... options) throws IOException {
    Files.writeString(folder.resolve("file.py"), source);
    return run(
        System.getenv(),
        Stream.concat(Stream.of(options), Stream.of(file())).toArray(String[]::new));
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new CommandLine(new BenchCommand(environment))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
