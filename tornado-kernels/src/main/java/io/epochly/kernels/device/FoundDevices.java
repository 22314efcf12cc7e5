package io.epochly.kernels.device;

import java.util.List;

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

  /** All that is missing, as one text; empty if nothing is. */
  public String reason() {
    return String.join("; ", missing);
  }
}
