package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code epochly-host bench --devices} as a user starts it. */
class BenchDevicesIT {
  private static final List<String> KEYS =
      List.of(
          "first_new_ms",
          "first_kept_ms",
          "replaced_ms",
          "launch_us",
          "saxpy_ms",
          "copy_ms",
          "saxpy_copies");

  @TempDir private Path folder;

  @Test
  void eachFigureIsALineWithItsUnitAndItsTargetAndANumberInTheFile() throws Exception {
    DeviceAtHand.list();
    Path file = folder.resolve("devices.json");
    Launched.Result result =
        Launched.in(folder).run("bench", "--devices", "--repeat", "1", "--json", file.toString());
    assertThat(result.status()).as(result.all()).isZero();
    JsonNode figures = new ObjectMapper().readTree(Files.readString(file));
    assertThat(figures.propertyStream().map(entry -> entry.getKey()))
        .containsExactlyElementsOf(KEYS);
    assertThat(figures.get("launch_us").doubleValue()).isPositive();
    assertThat(result.out().lines())
        .hasSize(KEYS.size())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches("a launch, with 8 KB that stay there +[\\d,.]+ us +250 at most"));
  }

  @Test
  void itTakesNoFile() throws Exception {
    Launched.Result result = Launched.in(folder).run("bench", "--devices", "some.py");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("bench --devices takes no file");
  }
}
