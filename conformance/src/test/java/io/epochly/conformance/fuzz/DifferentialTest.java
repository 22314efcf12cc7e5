package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.statistics.Statistics;

/**
 * Random programs do the same optimized as plain. A program follows from its seed, which jqwik
 * draws; one that differs is shrunk by its syntax, not by its seed, and printed as a file for
 * {@code found}.
 */
class DifferentialTest {
  static final Path FOLDER = Path.of("fuzz").toAbsolutePath();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FuzzGuests guests = new FuzzGuests();

  /** What {@code differential.py} tells of one program. */
  record Outcome(
      boolean compiled, int bailOuts, int calls, int raising, String refusal, String fault) {}

  @Property(tries = 400, seed = "1", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void theSameRandomProgramsInEveryBuild(@ForAll("seeds") int seed) throws Exception {
    doesTheSame(seed);
  }

  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  @Tag("nightly")
  void otherRandomProgramsEachNight(@ForAll("seeds") int seed) throws Exception {
    doesTheSame(seed);
  }

  @Provide
  Arbitrary<Integer> seeds() {
    return Arbitraries.randomValue(random -> random.nextInt(Integer.MAX_VALUE));
  }

  @AfterProperty
  void close() {
    guests.close();
  }

  private void doesTheSame(int seed) throws Exception {
    Outcome outcome = JSON.readValue(guests.run(seed), Outcome.class);
    assertThat(outcome.fault()).withFailMessage(outcome::fault).isEmpty();
    count(outcome);
  }

  /**
   * A suite whose programs do not compile, or all fall back, or of which none raises, proves
   * nothing.
   */
  private static void count(Outcome outcome) {
    Statistics.label("programs that compile")
        .collect(outcome.compiled())
        .coverage(coverage -> coverage.check(true).percentage(percent -> percent >= 90));
    Statistics.label("programs without a bail-out")
        .collect(outcome.compiled() && outcome.bailOuts() == 0)
        .coverage(coverage -> coverage.check(true).percentage(percent -> percent >= 60));
    Statistics.label("programs that raise")
        .collect(outcome.raising() > 0)
        .coverage(coverage -> coverage.check(true).percentage(percent -> percent >= 5));
    if (!outcome.compiled()) {
      Statistics.label("refusals").collect(outcome.refusal());
    }
  }
}
