package io.epochly.guest.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.DeviceAtHand;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What calls on a device take is measured by calls there. */
@Timeout(180)
class LaunchCostsTest {
  @ParameterizedTest
  @EnumSource(DeviceProvider.class)
  void aLaunchAndMovedBytesAreMeasuredOnTheDevice(DeviceProvider provider) {
    try (DeviceQueue queue = DeviceAtHand.open(provider).queue()) {
      LaunchCosts costs = LaunchCosts.measured(queue);
      assertThat(costs.launchNanos()).isPositive();
      assertThat(costs.nanosPerByte()).isNotNegative();
      assertThat(queue.statistics().launches().launches()).isEqualTo(32);
      assertThat(queue.statistics().uploadedBytes()).isGreaterThan(16L << 20);
    }
  }

  @ParameterizedTest
  @EnumSource(DeviceProvider.class)
  void littleMemoryIsEnough(DeviceProvider provider) {
    try (DeviceQueue any = DeviceAtHand.open(provider).queue();
        DeviceQueue small =
            Devices.queue(any.open(), new DeviceSettings(1 << 20, Optional.empty()), () -> {})) {
      assertThat(LaunchCosts.measured(small).launchNanos()).isPositive();
    }
  }
}
