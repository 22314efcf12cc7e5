package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.Devices;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs of loops that a device can run do there what they do plain, to the bit. {@code
 * -Dfuzz.devicePrograms=N} sets how many, {@code -Dfuzz.seed=N} chooses others.
 */
class DeviceDifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("fuzz.devicePrograms", 150);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  /** Of the programs as many have to run on the device, or the suite would prove little. */
  private static final double LEAST_ON_DEVICE = 0.8;

  private static final double LEAST_RAISING = 0.05;

  /** What {@code device_programs.py} tells of one program. */
  record Outcome(boolean onDevice, int raising, String refusal, String fault) {}

  @Test
  @Timeout(1200)
  void randomProgramsDoTheSameOnADevice() throws Exception {
    try {
      Devices.list();
    } catch (DeviceException e) {
      abort("no kernel can run on a device: " + e.getMessage());
    }
    ObjectMapper json = new ObjectMapper();
    Random random = new Random(SEED);
    Map<String, Integer> refusals = new TreeMap<>();
    int onDevice = 0;
    int raising = 0;
    GuestPolicy policy =
        GuestPolicy.builder().allowRead(DifferentialTest.FOLDER).allowDevices().build();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(policy)) {
      guest.eval("import sys; sys.path.insert(0, '%s')".formatted(DifferentialTest.FOLDER));
      guest.eval("from device_programs import run");
      for (int i = 0; i < PROGRAMS; i++) {
        int seed = random.nextInt(Integer.MAX_VALUE);
        Outcome outcome = json.readValue(guest.call("run", seed).asString(), Outcome.class);
        assertThat(outcome.fault()).withFailMessage(outcome::fault).isEmpty();
        onDevice += outcome.onDevice() ? 1 : 0;
        raising += outcome.raising() > 0 ? 1 : 0;
        if (!outcome.onDevice()) {
          refusals.merge(outcome.refusal(), 1, Integer::sum);
        }
      }
    }
    assertThat(onDevice)
        .as("programs on the device; refused were %s", refusals)
        .isGreaterThanOrEqualTo((int) (PROGRAMS * LEAST_ON_DEVICE));
    assertThat(raising)
        .as("programs that raise")
        .isGreaterThanOrEqualTo((int) (PROGRAMS * LEAST_RAISING));
  }
}
