package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceInfo.Kind;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names by which guests mean devices. */
class GuestDeviceTest {
  private static final List<String> NAMES = List.of("gpu", "cpu-opencl", "0:1", "1:0");

  /** By which of the names a device is meant. */
  private static List<String> meaning(String id, Kind kind) {
    DeviceInfo info =
        new DeviceInfo(
            DeviceProvider.OPENCL, id, "Name", "Maker", "Driver 1", kind, 1 << 30, 4, true);
    try (DeviceQueue queue = Devices.queue(info, DeviceSettings.NONE, () -> {})) {
      GuestDevice device = new GuestDevice(info, queue);
      return NAMES.stream().filter(device::isMeantBy).toList();
    }
  }

  @Test
  void aDeviceIsMeantByItsKindAndByItsNumbersAlone() {
    assertThat(meaning("0:1", Kind.GPU)).containsExactly("gpu", "0:1");
    assertThat(meaning("1:0", Kind.CPU)).containsExactly("cpu-opencl", "1:0");
    assertThat(meaning("1:0", Kind.ACCELERATOR)).containsExactly("1:0");
    assertThat(meaning("0:10", Kind.CPU)).containsExactly("cpu-opencl");
  }
}
