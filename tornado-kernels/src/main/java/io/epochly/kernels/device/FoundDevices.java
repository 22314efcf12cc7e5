package io.epochly.kernels.device;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was found on this machine.
 *
 * @param devices the most wanted first: GPUs, then accelerators, then CPUs; those that run kernels
 *     before those that do not
 * @param missing what there is not, and how to get it; one sentence for each provider that gave no
 *     devices
 */
public record FoundDevices(List<DeviceInfo> devices, List<String> missing) {
  public FoundDevices {
    devices = List.copyOf(devices);
    missing = List.copyOf(missing);
  }

  /**
   * What a device is asked for by: its numbers alone, {@code 0:0}, if it is the one of the first
   * provider that has these, else its full name. Those that run no kernels come last.
   */
  public String id(DeviceInfo device) {
    return devices.stream()
            .filter(other -> other.id().equals(device.id()))
            .min(
                Comparator.comparing((DeviceInfo other) -> !other.fp64())
                    .thenComparing(DeviceInfo::provider))
            .filter(first -> first.provider() != device.provider())
            .isEmpty()
        ? device.id()
        : device.fullName();
  }

  /** Those that run kernels. */
  public List<DeviceInfo> usable() {
    return devices.stream().filter(DeviceInfo::fp64).toList();
  }

  /** Why there are none that do, or none by some provider; empty if nothing is missing. */
  public String missingUsable() {
    return devices.isEmpty() || !usable().isEmpty()
        ? reason()
        : Stream.concat(
                Stream.of("no device of this machine has fp64, which kernels need"),
                missing.stream())
            .collect(Collectors.joining("; "));
  }

  /** All that is missing, as one text; empty if nothing is. */
  public String reason() {
    return String.join("; ", missing);
  }
}
