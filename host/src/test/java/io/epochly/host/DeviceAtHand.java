package io.epochly.host;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.Devices;
import java.util.List;

/** The devices that tests can have; without one they are skipped, with the reason. */
public final class DeviceAtHand {
  private DeviceAtHand() {}

  /**
   * Those of any provider, the most wanted one first. Skips the test without one, or fails it where
   * {@code -Dtests.device=required} says that there is one.
   */
  public static List<DeviceInfo> list() {
    try {
      return Devices.list();
    } catch (DeviceException e) {
      String why = "no kernel can run on a device: " + e.getMessage();
      return "required".equals(System.getProperty("tests.device")) ? fail(why, e) : abort(why);
    }
  }
}
