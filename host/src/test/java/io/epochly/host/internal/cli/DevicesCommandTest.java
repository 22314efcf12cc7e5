package io.epochly.host.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.FoundDevices;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** What the list of devices says, of those here and where there are none. */
@Timeout(60)
class DevicesCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(DevicesCommand command) {
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute();
  }

  @Test
  void theDevicesOfThisMachineOrWhatIsMissing() {
    int status = run(new DevicesCommand());
    if (status == 0) {
      assertThat(out.toString())
          .containsPattern("\\d+:\\d+  (gpu|accelerator|cpu)  ")
          .containsPattern("provider  (opencl|tornado): ")
          .containsPattern("memory    [1-9]\\d* MiB")
          .contains("fp64      yes");
    } else {
      assertThat(out + "" + err).containsPattern("install|fp64      no");
    }
  }

  @Test
  void aDeviceWithoutFp64IsListedAndOfNoUse() {
    DeviceInfo small =
        new DeviceInfo(
            DeviceProvider.OPENCL,
            "1:0",
            "Small",
            "Maker",
            "Driver 1",
            DeviceInfo.Kind.GPU,
            1 << 30,
            4,
            false);
    assertThat(
            run(
                new DevicesCommand(
                    () -> new FoundDevices(List.of(small), List.of("no TornadoVM: set it")))))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("1:0  gpu  Small")
        .contains("memory    1024 MiB, 4 compute units")
        .contains("fp64      no: kernels do not run here")
        .contains("not used: no TornadoVM: set it");
  }

  @Test
  void numbersThatTwoProvidersHaveAreThoseOfTheFirstOne() {
    DeviceInfo tornado = card(DeviceProvider.TORNADO);
    DeviceInfo opencl = card(DeviceProvider.OPENCL);
    FoundDevices both = new FoundDevices(List.of(opencl, tornado), List.of());
    assertThat(run(new DevicesCommand(() -> both))).isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "opencl:0:0  gpu  Card", "provider  opencl", "\n0:0  gpu  Card", "provider  tornado");
  }

  private static DeviceInfo card(DeviceProvider provider) {
    return new DeviceInfo(
        provider, "0:0", "Card", "Maker", "Driver 1", DeviceInfo.Kind.GPU, 1 << 30, 4, true);
  }

  @Test
  void withoutADriverItSaysWhatToInstall() {
    int status =
        run(
            new DevicesCommand(
                () ->
                    new FoundDevices(
                        List.of(),
                        List.of("no TornadoVM: set it", "no OpenCL library: install one"))));
    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "epochly-host: no devices: no TornadoVM: set it; no OpenCL library: install one");
  }
}
