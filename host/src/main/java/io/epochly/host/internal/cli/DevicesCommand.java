package io.epochly.host.internal.cli;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.Devices;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code epochly-host devices}: what can run kernels here beside the cores, or what is missing. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Lists the devices that kernels can run on, the one that is taken first on top. Asks the"
          + " OpenCL drivers of this machine, in a process of their own.",
      ""
    })
final class DevicesCommand implements Callable<Integer> {
  private static final int NONE = 1;
  private static final long MIB = 1 << 20;

  private final Supplier<List<DeviceInfo>> devices;

  @Spec private CommandSpec spec;

  DevicesCommand() {
    this(Devices::list);
  }

  /**
   * @param devices lists them, or throws a {@link DeviceException} that says what is missing
   */
  DevicesCommand(Supplier<List<DeviceInfo>> devices) {
    this.devices = devices;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<DeviceInfo> found;
    try {
      found = devices.get();
    } catch (DeviceException e) {
      spec.commandLine().getErr().println("epochly-host: no devices: " + e.getMessage());
      return NONE;
    }
    found.forEach(info -> print(info, out));
    return found.stream().anyMatch(DeviceInfo::fp64) ? 0 : NONE;
  }

  private static void print(DeviceInfo info, PrintWriter out) {
    out.printf("%s  %s  %s%n", info.id(), info.kind().name().toLowerCase(Locale.ROOT), info.name());
    out.printf("     provider  %s: %s%n", info.provider(), info.driver());
    out.printf("     memory    %d MiB, %d compute units%n", info.memory() / MIB, info.units());
    out.printf(
        "     fp64      %s%n", info.fp64() ? "yes" : "no: kernels do not run here without it");
  }
}
