package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code epochly-host bench --workers} as a user starts it. */
class BenchWorkersIT {
  private static final List<String> KEYS =
      List.of(
          "worker_cold_ms",
          "worker_warm_ms",
          "tasks_first_per_s",
          "tasks_per_s",
          "copy_ms",
          "array_down_ms",
          "array_both_ms",
          "array_both_copies",
          "plain_one_ms",
          "plain_two_ms",
          "second_worker");

  @TempDir private Path folder;

  @Test
  void eachFigureIsALineWithItsUnitAndItsTargetAndANumberInTheFile() throws Exception {
    Launched.assumeBubblewrap();
    Path file = folder.resolve("workers.json");
    Launched.Result result =
        Launched.in(folder).run("bench", "--workers", "--repeat", "1", "--json", file.toString());
    assertThat(result.status()).as(result.all()).isZero();
    JsonNode figures = new ObjectMapper().readTree(Files.readString(file));
    assertThat(figures.propertyStream().map(entry -> entry.getKey()))
        .containsExactlyElementsOf(KEYS);
    figures.forEach(figure -> assertThat(figure.doubleValue()).as(result.out()).isPositive());
    assertThat(result.out().lines())
        .hasSize(KEYS.size())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches("a worker process, from nothing +[\\d,.]+ ms +2500 at most"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches("one kept ready, to its first result +[\\d,.]+ ms +50 at most"))
        .anySatisfy(line -> assertThat(line).matches("the best 10,000 +[\\d,.]+ /s +5000 at least"))
        .anySatisfy(
            line -> assertThat(line).matches("the same, of such a copy +[\\d,.]+ x +3 at most"))
        .anySatisfy(
            line -> assertThat(line).matches("2 workers against 1 +[\\d,.]+ x +1.75 at least"));
    // The ratio is that of the times that stand above it.
    assertThat(figures.get("second_worker").doubleValue())
        .isEqualTo(
            figures.get("plain_one_ms").doubleValue() / figures.get("plain_two_ms").doubleValue(),
            within(1e-9));
    assertThat(result.out())
        .contains(String.format(Locale.ROOT, "%,.0f", figures.get("array_both_ms").doubleValue()));
  }

  @Test
  void itTakesNoFile() throws Exception {
    Launched.Result result = Launched.in(folder).run("bench", "--workers", "some.py");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("bench --workers takes no file");
  }
}
