package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that may use devices, on a machine whose drivers have none. */
class NoDeviceIT {
  private static final String SCRIPT =
      """
      import epochly

      @epochly.optimize(level=4)
      def scale(x, y):
          for i in epochly.prange(len(x)):
              y[i] = x[i] * 3.0 + x[i] / 7.0

      x = [float(i) for i in range(500_000)]
      y = [0.0] * len(x)
      scale(x, y)
      print(y[7] == 22.0, epochly.stats()["functions"].popitem()[1]["realized_level"])
      print(epochly.get_status()["devices"], epochly.get_status()["missing_devices"])
      print(epochly.explain(scale))
      """;

  @TempDir private Path folder;

  @Test
  void whatAsksForADeviceRunsOnTheCoresAndSaysWhatIsMissing() throws Exception {
    Path drivers = Files.createDirectory(folder.resolve("drivers"));
    Files.writeString(folder.resolve("script.py"), SCRIPT);
    Launched.Result result =
        Launched.in(folder)
            .with(Map.of("OCL_ICD_VENDORS", drivers.toString(), "TORNADOVM_HOME", ""))
            .run("--allow-devices", "script.py");

    int level = Runtime.getRuntime().availableProcessors() > 1 ? 3 : 2;
    String missing = "no TornadoVM: set TORNADOVM_HOME to the folder of its SDK for JDK 25";
    assertThat(result.status()).as(result.all()).isZero();
    assertThat(result.out())
        .startsWith("True " + level + "\n[] " + missing)
        .contains("not on a device: " + missing)
        .contains("no OpenCL driver in /etc/OpenCL/vendors");
  }
}
