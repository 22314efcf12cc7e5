package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random programs do the same optimized as plain. Every build runs the same few hundred; {@code
 * -Dfuzz.programs=20000 -Dfuzz.seed=N} runs others.
 */
class DifferentialTest {
  private static final Path FOLDER = Path.of("fuzz").toAbsolutePath();

  /** Guests keep the versions of their functions, so a long run takes several. */
  private static final int PROGRAMS_A_GUEST = 500;

  /** What {@code differential.py} found. */
  record Found(
      int programs,
      int compiled,
      int calls,
      int compiledCalls,
      List<String> differences,
      List<String> faults) {}

  @Test
  void randomProgramsDoTheSameOptimizedAsPlain() throws Exception {
    int programs = Integer.getInteger("fuzz.programs", 400);
    int seed = Integer.getInteger("fuzz.seed", 1);
    int compiled = 0;
    try (EpochlyHost host = EpochlyHost.create()) {
      for (int done = 0; done < programs; done += PROGRAMS_A_GUEST) {
        Found found = run(host, seed + done, Math.min(PROGRAMS_A_GUEST, programs - done));
        assertThat(found.differences())
            .withFailMessage(() -> String.join("\n\n", found.differences()))
            .isEmpty();
        assertThat(found.faults()).isEmpty();
        assertThat(found.compiledCalls()).isGreaterThan(found.calls() / 4);
        compiled += found.compiled();
      }
    }
    // A suite whose programs do not compile proves nothing.
    assertThat(compiled).isGreaterThanOrEqualTo(programs * 9 / 10);
  }

  private static Found run(EpochlyHost host, int seed, int count) throws Exception {
    try (Guest guest = host.openGuest(GuestPolicy.builder().allowRead(FOLDER).build())) {
      guest.eval("import sys; sys.path.insert(0, '%s')".formatted(FOLDER));
      guest.eval("from differential import run");
      return new ObjectMapper().readValue(guest.call("run", seed, count).asString(), Found.class);
    }
  }
}
