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

/** {@code epochly-host bench --start} as a user starts it. */
class BenchStartIT {
  private static final List<String> PARTS =
      List.of(
          "hello_plain_ms",
          "hello_ms",
          "matmul_plain_ms",
          "matmul_ms",
          "ready_ms",
          "hello_resident_mib");

  @TempDir private Path folder;

  @Test
  void startsGuestsAndWhatTheyLeaveBehindAreMeasured() throws Exception {
    Path file = folder.resolve("start.json");
    Path page = folder.resolve("start.html");
    Launched.Result result =
        Launched.in(folder)
            .run(
                "bench",
                "--start",
                "--repeat",
                "1",
                "--guests",
                "1",
                "--json",
                file.toString(),
                "--html",
                page.toString());
    assertThat(result.status()).as(result.all()).isZero();
    JsonNode figures = new ObjectMapper().readTree(Files.readString(file));
    assertThat(figures.propertyStream().map(entry -> entry.getKey())).containsAll(PARTS);
    PARTS.forEach(key -> assertThat(figures.get(key).doubleValue()).as(key).isPositive());
    // The ratio is that of the times that stand above it.
    assertThat(figures.get("hello_of_graalpy").doubleValue())
        .isEqualTo(
            figures.get("hello_ms").doubleValue() / figures.get("hello_plain_ms").doubleValue(),
            within(1e-9));
    assertThat(result.out().lines())
        .hasSize(figures.size())
        .anySatisfy(line -> assertThat(line).matches("  of GraalPy's +[\\d,.]+ x +0\\.30 at most"))
        .anySatisfy(line -> assertThat(line).matches("its second one +[\\d,.]+ ms +250 at most"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches("one from a warm pool, median of 5 +[\\d,.]+ ms +50 at most"))
        .anySatisfy(line -> assertThat(line).matches("resident, 100 guests open +[\\d,.]+ MiB *"));
    assertThat(result.out())
        .contains(String.format(Locale.ROOT, "%,.0f", figures.get("hello_ms").doubleValue()));
    assertThat(Files.readString(page)).contains("<svg", "GraalPy").doesNotContain("src=", "href=");
  }
}
