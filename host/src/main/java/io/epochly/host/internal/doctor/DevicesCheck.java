package io.epochly.host.internal.doctor;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.Devices;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The devices that the drivers here offer: asks them, in a process of their own. */
final class DevicesCheck implements Check {
  private static final String TORNADOVM = "TORNADOVM_HOME";

  private final Map<String, String> environment;

  DevicesCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String name() {
    return "devices";
  }

  @Override
  public Finding look() {
    String tornado =
        environment.getOrDefault(TORNADOVM, "").isBlank()
            ? ""
            : "; %s is set, and this version reaches devices by OpenCL alone".formatted(TORNADOVM);
    List<DeviceInfo> devices;
    try {
      devices = Devices.list();
    } catch (DeviceException e) {
      // No fault: none is needed.
      return new Finding.Ok("none, so that level 4 runs on the cores" + tornado, message(e));
    }
    String found =
        devices.stream()
            .map(
                device ->
                    "%s %s by %s"
                        .formatted(
                            device.kind().name().toLowerCase(Locale.ROOT),
                            device.name(),
                            device.provider()))
            .collect(Collectors.joining("; "));
    return devices.stream().anyMatch(DeviceInfo::fp64)
        ? new Finding.Ok(found + tornado)
        : new Finding.Warn(
            found + ": none has double precision, without which no kernel runs there" + tornado,
            "",
            "use a driver or device with fp64, or leave level 4 alone");
  }

  private static String message(DeviceException failure) {
    return String.valueOf(failure.getMessage());
  }
}
