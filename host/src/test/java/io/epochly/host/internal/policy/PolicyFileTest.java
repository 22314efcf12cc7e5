package io.epochly.host.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
  @TempDir private Path folder;

  private GuestPolicy read(String toml) throws IOException {
    return GuestPolicy.read(Files.writeString(folder.resolve("policy.toml"), toml)).build();
  }

  @Test
  void aFileOpensWhatItNamesAndNothingElse() throws Exception {
    GuestPolicy policy =
        read(
            """
            isolation = "process"
            read = ["data", "/usr/share/dict"]
            write = ["out"]
            environment = ["LANG"]
            network = true
            threads = false
            workers = 3

            [limits]
            wall-time = "90s"
            cpu-time = "1500ms"
            heap = "256m"
            output = 1000
            """);
    assertThat(policy.isolation()).isEqualTo(Isolation.PROCESS);
    assertThat(policy.openings())
        .containsExactly(
            "read " + folder.resolve("data"),
            "read /usr/share/dict",
            "write " + folder.resolve("out"),
            "environment LANG",
            "network",
            "workers 3");
    assertThat(policy.limits())
        .isEqualTo(
            Map.of(
                Limit.WALL_TIME,
                90_000L,
                Limit.CPU_TIME,
                2L,
                Limit.HEAP,
                256L << 20,
                Limit.OUTPUT,
                1_000L));
    assertThat(read("").openings()).isEmpty();
    assertThat(read("environment = true").openings()).containsExactly("environment");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "netwrok = true | netwrok is not known",
        "network = 'yes' | network is to be true or false",
        "read = 'data' | read is to be a list of strings",
        "read = [1] | read is to be a string",
        "workers = '4' | workers is to be a number",
        "workers = 0 | a guest may have 1 worker or more",
        "isolation = 'none' | isolation is to be \"context\" or \"process\"",
        "limits = 3 | limits is to be a table of limits",
        "limits.wall-time = '3 days' | limits.wall-time is wrong",
        "limits.wall-time = '3g' | wall-time counts time",
        "limits.heap = '99999999999g' | heap is too large",
        "limits.files = 3 | there is no limit 'files'",
        "limits.output = 0 | a limit of 0 bytes (output) lets nothing run",
        "limits.heap = '1g' | use Isolation.PROCESS",
        "network = | line 1",
      })
  void whatIsWrongIsNamed(String toml, String message) {
    assertThatThrownBy(() -> read(toml.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatIsNotThereIsAnIoError() {
    assertThatThrownBy(() -> GuestPolicy.read(folder.resolve("none.toml")))
        .isInstanceOfAny(NoSuchFileException.class, IOException.class);
  }
}
