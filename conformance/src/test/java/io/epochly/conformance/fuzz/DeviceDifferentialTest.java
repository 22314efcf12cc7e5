package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.conformance.DeviceAtHand;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs of loops that a device can run do there what they do plain, to the bit, but for
 * what the functions give that {@code IR.md} states a number of ulps for. {@code
 * -Dfuzz.devicePrograms=N} sets how many, {@code -Dfuzz.seed=N} chooses others.
 */
class DeviceDifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("fuzz.devicePrograms", 500);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  /** Guests with a device's process each: what drivers compile takes most of the time. */
  private static final int GUESTS = 2;

  /** Of each kind as many have to run on the device, or the suite would prove little. */
  private static final double LEAST_ON_DEVICE = 0.8;

  private static final double LEAST_RAISING = 0.05;

  /** The table of ulps. */
  static final Path PAGE = Path.of("../tornado-kernels/IR.md").toAbsolutePath().normalize();

  /** What {@code device_programs.py} tells of one program. */
  record Outcome(String kind, boolean onDevice, int raising, String refusal, String fault) {}

  @Test
  @Timeout(1800)
  void randomProgramsDoTheSameOnADevice() throws Exception {
    DeviceAtHand.list();
    List<Integer> seeds = new Random(SEED).ints(PROGRAMS, 0, Integer.MAX_VALUE).boxed().toList();
    List<Outcome> outcomes = new ArrayList<>();
    try (EpochlyHost host = EpochlyHost.create();
        ExecutorService guests = Executors.newFixedThreadPool(GUESTS)) {
      List<Future<List<Outcome>>> shares = new ArrayList<>();
      for (int guest = 0; guest < GUESTS; guest++) {
        List<Integer> share =
            seeds.subList(PROGRAMS * guest / GUESTS, PROGRAMS * (guest + 1) / GUESTS);
        shares.add(guests.submit(() -> run(host, share)));
      }
      for (Future<List<Outcome>> share : shares) {
        outcomes.addAll(share.get());
      }
    }
    Map<String, Integer> refusals = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      assertThat(outcome.fault()).withFailMessage(outcome::fault).isEmpty();
      if (!outcome.onDevice()) {
        refusals.merge(outcome.refusal(), 1, Integer::sum);
      }
    }
    Map<String, List<Outcome>> kinds =
        outcomes.stream().collect(Collectors.groupingBy(Outcome::kind));
    assertThat(kinds).containsOnlyKeys("Program", "TypedProgram", "FunctionProgram");
    kinds.forEach(
        (kind, those) ->
            assertThat(those.stream().filter(Outcome::onDevice).count())
                .as("on the device, of %d of %s; refused were %s", those.size(), kind, refusals)
                .isGreaterThanOrEqualTo((int) (those.size() * LEAST_ON_DEVICE)));
    assertThat(outcomes.stream().filter(outcome -> outcome.raising() > 0).count())
        .as("programs that raise")
        .isGreaterThanOrEqualTo((int) (PROGRAMS * LEAST_RAISING));
  }

  /** Runs programs until one differs. */
  private static List<Outcome> run(EpochlyHost host, List<Integer> seeds) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<Outcome> result = new ArrayList<>();
    GuestPolicy policy =
        GuestPolicy.builder()
            .allowRead(DifferentialTest.FOLDER)
            .allowRead(PAGE)
            .allowDevices()
            .build();
    try (Guest guest = host.openGuest(policy)) {
      guest.eval("import sys; sys.path.insert(0, '%s')".formatted(DifferentialTest.FOLDER));
      guest.eval("from device_programs import run");
      for (int seed : seeds) {
        result.add(json.readValue(guest.call("run", seed).asString(), Outcome.class));
        if (!result.getLast().fault().isEmpty()) {
          break;
        }
      }
    }
    return result;
  }
}
