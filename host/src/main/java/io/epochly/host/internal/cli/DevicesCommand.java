package io.epochly.host.internal.cli;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.FoundDevices;
import java.io.PrintWriter;
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
      "Lists the devices that kernels can run on, the one that is taken first on top: those of"
          + " TornadoVM where TORNADOVM_HOME names its SDK, and those of this machine's OpenCL"
          + " drivers. Asks in processes of their own, and tells what is missing.",
      ""
    })
final class DevicesCommand implements Callable<Integer> {
  private static final int NONE = 1;
  private static final long MIB = 1 << 20;

  private final Supplier<FoundDevices> devices;

  @Spec private CommandSpec spec;

  DevicesCommand() {
    this(Devices::find);
  }

  /**
   * @param devices finds them
   */
  DevicesCommand(Supplier<FoundDevices> devices) {
    this.devices = devices;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    FoundDevices found = devices.get();
    if (found.devices().isEmpty()) {
      spec.commandLine().getErr().println("epochly-host: no devices: " + found.reason());
      return NONE;
    }
    found.devices().forEach(info -> print(found.id(info), info, out));
    found.missing().forEach(reason -> out.println("not used: " + reason));
    return found.usable().isEmpty() ? NONE : 0;
  }

  private static void print(String id, DeviceInfo info, PrintWriter out) {
    out.printf("%s  %s  %s%n", id, info.kind().name().toLowerCase(Locale.ROOT), info.name());
    out.printf("     provider  %s: %s%n", info.provider(), info.driver());
    out.printf("     memory    %d MiB, %d compute units%n", info.memory() / MIB, info.units());
    out.printf(
        "     fp64      %s%n", info.fp64() ? "yes" : "no: kernels do not run here without it");
  }
}
