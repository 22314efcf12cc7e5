package io.epochly.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The builtins that nothing stops in the host's own process, each in a JVM that the test can spare.
 * One that is stopped some day belongs out of this list, and out of the README's.
 */
class StuckGuestIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(range(10**13))",
        "max(range(10**12))",
        "sorted(range(10**8), key=lambda x: -x)",
        "10**(3 * 10**7) % 7",
      })
  void theHostReportsAGuestThatDoesNotStopAndGoesOn(String endless) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of("target/dist/epochly-host").toAbsolutePath().toString(),
                "--limit=wall-time=1s",
                "-c",
                endless)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("epochly-host: the guest cannot be ended: it is in a builtin that does not stop");
    assertThat(process.exitValue()).isEqualTo(1);
  }
}
