package io.epochly.host.internal.doctor;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.FoundDevices;
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
    FoundDevices found = Devices.find();
    List<DeviceInfo> devices = found.devices();
    if (devices.isEmpty()) {
      // No fault: none is needed.
      return new Finding.Ok("none, so that level 4 runs on the cores", found.reason());
    }
    String names =
        devices.stream()
            .map(
                device ->
                    "%s %s by %s"
                        .formatted(
                            device.kind().name().toLowerCase(Locale.ROOT),
                            device.name(),
                            device.provider()))
            .collect(Collectors.joining("; "));
    if (found.usable().isEmpty()) {
      return new Finding.Warn(
          names + ": none has double precision, without which no kernel runs there",
          "",
          "use a driver or device with fp64, or leave level 4 alone");
    }
    boolean asked = !environment.getOrDefault(TORNADOVM, "").isBlank();
    return asked && devices.stream().noneMatch(d -> d.provider() == DeviceProvider.TORNADO)
        ? new Finding.Warn(
            names + "; %s is set, and its TornadoVM cannot be used".formatted(TORNADOVM),
            found.reason(),
            "see ./epochly-host devices; or unset " + TORNADOVM)
        : new Finding.Ok(names);
  }
}
