package io.epochly.guest;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceQueue;
import java.util.Locale;

/**
 * A device that a guest may use.
 *
 * @param id what it is asked for by, short of its full name
 * @param queue the guest's own: what is on the device is nobody else's to see
 */
public record GuestDevice(String id, DeviceInfo info, DeviceQueue queue) {
  /** One that no other provider has under the same numbers. */
  public GuestDevice(DeviceInfo info, DeviceQueue queue) {
    this(info.id(), info, queue);
  }

  /** What guests are told: {@code 0:0 gpu NAME}. */
  public String name() {
    return id + " " + info.kind().name().toLowerCase(Locale.ROOT) + " " + info.name();
  }

  /**
   * Whether a guest means it by {@code "gpu"}, {@code "cpu-opencl"}, or the numbers of a device, or
   * its full name, {@code "opencl:0:0"}.
   */
  public boolean isMeantBy(String wanted) {
    return switch (wanted) {
      case "gpu" -> info.kind() == DeviceInfo.Kind.GPU;
      case "cpu-opencl" -> info.kind() == DeviceInfo.Kind.CPU;
      default -> id.equals(wanted) || info.fullName().equals(wanted);
    };
  }
}
