package io.epochly.kernels.device;

import static org.junit.jupiter.api.Assumptions.abort;

import io.epochly.kernels.internal.driver.OpenCl;
import io.epochly.kernels.internal.driver.OpenClDevice;
import java.util.Optional;

/** The OpenCL device of this machine that tests run on; without one they are skipped, visibly. */
public final class OpenClAtHand {
  private OpenClAtHand() {}

  /** The number of a device that runs kernels. */
  public static String id() {
    try {
      return OpenCl.devices().stream()
          .filter(DeviceInfo::fp64)
          .findFirst()
          .orElseThrow(() -> new DeviceException("no OpenCL device here has fp64"))
          .id();
    } catch (DeviceException e) {
      return abort("no kernel can run on a device: " + e.getMessage());
    }
  }

  /** Its queue, with the driver in this process. */
  public static DeviceQueue queue() {
    String id = id();
    return new DeviceQueue(() -> OpenClDevice.open(id, Long.MAX_VALUE, Optional.empty()), () -> {});
  }
}
