package io.epochly.kernels.device;

import static org.junit.jupiter.api.Assumptions.abort;

import io.epochly.kernels.internal.driver.OpenClDevice;
import java.util.Optional;

/** The device of this machine that tests run on; without one they are skipped, visibly. */
public final class DeviceAtHand {
  private DeviceAtHand() {}

  /** A device of a provider that runs kernels. */
  public static DeviceInfo info(DeviceProvider provider) {
    try {
      return Devices.list(provider).stream()
          .filter(DeviceInfo::fp64)
          .findFirst()
          .orElseThrow(() -> new DeviceException("no device here has fp64"));
    } catch (DeviceException e) {
      return abort("no kernel can run by the provider " + provider + ": " + e.getMessage());
    }
  }

  /** Its queue, with the driver in this process where that needs no options of the JVM. */
  public static DeviceQueue queue(DeviceProvider provider) {
    return queue(provider, Long.MAX_VALUE);
  }

  static DeviceQueue queue(DeviceProvider provider, long limit) {
    DeviceInfo info = info(provider);
    return switch (provider) {
      case OPENCL ->
          new DeviceQueue(() -> OpenClDevice.open(info.id(), limit, Optional.empty()), () -> {});
      case TORNADO -> Devices.queue(info, new DeviceSettings(limit, Optional.empty()), () -> {});
    };
  }
}
