package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.epochly.kernels.internal.driver.OpenClDevice;
import java.util.List;
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
      return none(provider, e);
    }
  }

  /** Those of any provider, the most wanted one first. */
  public static List<DeviceInfo> list() {
    try {
      return Devices.list();
    } catch (DeviceException e) {
      return none(DeviceProvider.OPENCL, e);
    }
  }

  /**
   * Skips a test, or fails it where {@code -Dtests.device=required} says that there is a device,
   * one of TornadoVM apart.
   */
  private static <T> T none(DeviceProvider provider, DeviceException e) {
    String why = "no kernel can run by the provider " + provider + ": " + e.getMessage();
    boolean required = "required".equals(System.getProperty("tests.device"));
    return required && provider == DeviceProvider.OPENCL ? fail(why, e) : abort(why);
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
