package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.device.DeviceInfo.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which devices are wanted. */
class DevicesTest {
  private static DeviceInfo device(String id, Kind kind, boolean fp64) {
    return new DeviceInfo(
        DeviceProvider.OPENCL, id, "Name", "Maker", "Driver 1", kind, 1 << 30, 4, fp64);
  }

  @Test
  void aGpuIsWantedMoreThanACpuAndNoneAsLittleAsOneWithoutFp64() {
    List<DeviceInfo> wanted =
        List.of(
            device("2:0", Kind.GPU, true),
            device("1:1", Kind.ACCELERATOR, true),
            device("0:1", Kind.CPU, true),
            device("0:0", Kind.GPU, false),
            device("1:0", Kind.CPU, false));
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      List<DeviceInfo> listed = new ArrayList<>(wanted);
      Collections.shuffle(listed, random);
      assertThat(listed.stream().sorted(Devices.MOST_WANTED)).containsExactlyElementsOf(wanted);
    }
  }

  @Test
  void devicesOfAKindStayAsTheDriverListsThem() {
    List<DeviceInfo> listed = List.of(device("1:0", Kind.GPU, true), device("0:3", Kind.GPU, true));
    assertThat(listed.stream().sorted(Devices.MOST_WANTED)).containsExactlyElementsOf(listed);
  }
}
