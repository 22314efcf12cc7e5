package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.conformance.DeviceAtHand;
import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestDevice;
import io.epochly.guest.GuestInfo;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.RewrittenDevice;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The random programs find the bugs on a device that they are for. */
class DeviceSeededBugsTest {
  private static final int ENOUGH = 200;

  @BeforeAll
  static void find() {
    DeviceAtHand.list();
  }

  @ParameterizedTest
  @Timeout(300)
  @EnumSource(DeviceSeededBug.class)
  void aBugIsFound(DeviceSeededBug bug) {
    DeviceInfo info = Devices.list().getFirst();
    try (DeviceQueue queue = RewrittenDevice.queue(info, bug::in);
        Context context =
            Context.newBuilder("python", GuestBindings.LANGUAGE).allowIO(IOAccess.ALL).build()) {
      GuestBindings.install(
          context,
          GuestInfo.of("test", "off").withDevices(List.of(new GuestDevice(info, queue)), ""));
      int found = programsUntilFound(context);
      System.out.printf("%s on a device is found by program %d%n", bug, found);

      assertThat(bug.programs()).as("programs that have it").isPositive();
      assertThat(found).isBetween(1, ENOUGH);
    }
  }

  private static int programsUntilFound(Context context) {
    context.eval(
        "python",
        "import sys; sys.path.insert(0, '%s'); import device_programs"
            .formatted(DifferentialTest.FOLDER));
    Value differs = context.eval("python", "device_programs.differs");
    // Of programs that follow each other, every second one is of lists and exact operations alone.
    for (int i = 1; i <= ENOUGH; i++) {
      if (differs.execute(2 * i - 1).asBoolean()) {
        return i;
      }
    }
    return 0;
  }
}
