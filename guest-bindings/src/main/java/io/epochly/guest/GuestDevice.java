package io.epochly.guest;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceQueue;
import java.util.Locale;

/**
 * A device that a guest may use.
 *
 * @param queue the guest's own: what is on the device is nobody else's to see
 */
public record GuestDevice(DeviceInfo info, DeviceQueue queue) {
  /** What guests are told: {@code 0:0 gpu NAME}. */
  public String name() {
    return info.id() + " " + info.kind().name().toLowerCase(Locale.ROOT) + " " + info.name();
  }

  /**
   * Whether a guest means it by {@code "gpu"}, {@code "cpu-opencl"}, or the numbers of a device.
   */
  public boolean isMeantBy(String wanted) {
    return switch (wanted) {
      case "gpu" -> info.kind() == DeviceInfo.Kind.GPU;
      case "cpu-opencl" -> info.kind() == DeviceInfo.Kind.CPU;
      default -> info.id().equals(wanted);
    };
  }
}
