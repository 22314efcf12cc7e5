package io.epochly.host.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the bench as a user would, but in this JVM. */
class BenchCommandTest {
  private static final String CASES =
      """
      def triple(values, n):
          for i in range(n):
              values[i] = values[i] * 3.0
          return n

      def joined(text):
          return text + "!"

      def cases():
          return {"numbers": (triple, lambda: ([1.0, 0.1], 2)), "text": (joined, lambda: ("a",))}
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aCaseIsMeasuredBothWaysAndWhatRanIsTold() throws IOException {
    Path json = folder.resolve("figures.json");

    int status = bench(CASES, "--repeat=3", "--level=2", "--json=" + json);

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString()).containsPattern("numbers .* level 2, compiled 3/3");
    assertThat(out.toString()).containsPattern("text .* compiled 0/3, fell back: ");
    assertThat(out.toString()).contains("geometric mean").doesNotContain("RESULT DIFFERS");
    JsonNode numbers = new ObjectMapper().readTree(json.toFile()).get("cases").get(0);
    assertThat(numbers.get("name").asText()).isEqualTo("numbers");
    assertThat(numbers.get("plain").get("all_ms")).hasSize(3);
    assertThat(numbers.get("optimized").get("min_ms").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(numbers.get("optimized").get("first_ms").asDouble());
    assertThat(numbers.get("compiled_calls").asInt()).isEqualTo(3);
    assertThat(numbers.get("equal").asBoolean()).isTrue();
  }

  @Test
  void eachFunctionIsCalledForAsLongAsIsAsked() throws IOException {
    Path json = folder.resolve("figures.json");

    long start = System.nanoTime();
    assertThat(bench(CASES, "--repeat=2", "--for=0.5", "--only=numbers", "--json=" + json))
        .isZero();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(out.toString()).contains("min of at least 2 calls in 0.5 s");
    JsonNode numbers = new ObjectMapper().readTree(json.toFile()).get("cases").get(0);
    for (String how : List.of("plain", "optimized")) {
      assertThat(numbers.get(how).get("all_ms").size()).isGreaterThan(2);
    }
  }

  @Test
  void aTimeThatIsNoneIsRefused() throws IOException {
    for (String time : List.of("-1", "NaN", "1e9")) {
      assertThat(bench(CASES, "--for=" + time)).isEqualTo(2);
      assertThat(err.toString()).contains("--for takes seconds");
    }
  }

  @Test
  void levelsAreComparedWithEachOther() throws IOException {
    assertThat(bench(CASES, "--repeat=2", "--level=3", "--vs=level-2", "--vs=level-1")).isZero();
    assertThat(out.toString())
        .containsPattern("numbers .* level 3, compiled 2/2")
        .containsPattern("(?m)^numbers .* equal$")
        .contains("level-2: the same functions at level 2")
        .contains("level-1: the same functions at level 1");
  }

  @Test
  void aLevelThatThereIsNotIsRefused() throws IOException {
    assertThat(bench(CASES, "--level=5")).isEqualTo(2);
    assertThat(err.toString()).contains("--level takes a number from 0 to 4");
    assertThat(bench(CASES, "--vs=level-5")).isEqualTo(2);
    assertThat(err.toString()).contains("no peer is named level-5");
  }

  @Test
  void onlyTheNamedCasesAreMeasured() throws IOException {
    assertThat(bench(CASES, "--repeat=1", "--only=text")).isZero();
    assertThat(out.toString()).contains("text").doesNotContain("numbers");
  }

  @Test
  void anUnknownCaseIsRefusedWithThoseThatThereAre() throws IOException {
    assertThat(bench(CASES, "--only=words")).isEqualTo(2);
    assertThat(err.toString()).contains("no case named words", "numbers, text");
  }

  @Test
  void aFileWithoutCasesIsToldWhatItLacks() throws IOException {
    assertThat(bench("x = 1\n")).isEqualTo(1);
    assertThat(err.toString()).contains("defines no cases()");
  }

  @Test
  void aMissingFileIsOneLine() {
    assertThat(run(folder.resolve("nowhere.py").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere.py").hasLineCount(1);
  }

  private int bench(String source, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("file.py"), source);
    String[] arguments = new String[options.length + 1];
    System.arraycopy(options, 0, arguments, 0, options.length);
    arguments[options.length] = file.toString();
    return run(arguments);
  }

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand(System.getenv()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
