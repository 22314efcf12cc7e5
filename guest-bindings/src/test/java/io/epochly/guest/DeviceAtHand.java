package io.epochly.guest;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;

/** A device that tests can have; without one they are skipped, with the reason. */
public record DeviceAtHand(DeviceInfo info, DeviceQueue queue) {
  /** The first one of a provider, in a process that runs. */
  public static DeviceAtHand open(DeviceProvider provider) {
    try {
      DeviceInfo info = Devices.list(provider).getFirst();
      DeviceQueue queue = Devices.queue(info, DeviceSettings.NONE, () -> {});
      queue.open();
      return new DeviceAtHand(info, queue);
    } catch (DeviceException e) {
      return none(provider, e);
    }
  }

  /**
   * Skips a test, or fails it where {@code -Dtests.device=required} says that there is a device,
   * one of TornadoVM apart.
   */
  public static <T> T none(DeviceProvider provider, DeviceException e) {
    String why = "no kernel can run by the provider " + provider + ": " + e.getMessage();
    boolean required = "required".equals(System.getProperty("tests.device"));
    return required && provider == DeviceProvider.OPENCL ? fail(why, e) : abort(why);
  }
}
