package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs do the same optimized as plain. Every build runs the same few hundred; {@code
 * -Pnightly} runs more than 20,000 others each day, and {@code -Dfuzz.programs=5000 -Dfuzz.seed=N}
 * whatever is asked for. A program that differs is shrunk and printed as a file for {@code found}.
 */
class DifferentialTest {
  static final Path FOLDER = Path.of("fuzz").toAbsolutePath();

  /** Guests keep the versions of their functions, so a long run takes several. */
  private static final int PROGRAMS_A_GUEST = 500;

  private static final int MOST_SHOWN = 5;

  /** What {@code differential.py} found. */
  record Found(
      int programs,
      int compiled,
      int withoutBailOut,
      int calls,
      int compiledCalls,
      int raising,
      List<String> differences,
      List<String> faults,
      Map<String, Integer> refusals) {}

  @Test
  void randomProgramsDoTheSameOptimizedAsPlain() throws Exception {
    int programs = Integer.getInteger("fuzz.programs", 400);
    int seed = seed();
    List<Found> all = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    try (EpochlyHost host = EpochlyHost.create()) {
      for (int done = 0; done < programs && differences.size() < MOST_SHOWN; ) {
        int count = Math.min(PROGRAMS_A_GUEST, programs - done);
        Found found = run(host, seed + done, count);
        all.add(found);
        differences.addAll(found.differences());
        differences.addAll(found.faults());
        done += count;
      }
    }
    System.out.println(summary(all, seed));

    assertThat(differences).withFailMessage(() -> String.join("\n\n", differences)).isEmpty();
    // A suite whose programs do not compile, or all fall back, proves nothing.
    int run = sum(all, Found::programs);
    assertThat(sum(all, Found::compiled)).isGreaterThanOrEqualTo(run * 9 / 10);
    assertThat(sum(all, Found::withoutBailOut)).isGreaterThanOrEqualTo(run * 6 / 10);
    // And one in which nothing ever goes wrong does not try what happens then.
    assertThat(sum(all, Found::raising)).isGreaterThan(sum(all, Found::calls) / 50);
  }

  static Stream<Path> programsFoundOnce() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("found"))) {
      return files.filter(file -> file.toString().endsWith(".py")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("programsFoundOnce")
  void aProgramThatOnceDifferedDoesTheSame(Path program) throws Exception {
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = guest(host, OutputStream.nullOutputStream())) {
      assertThat(guest.call("run_file", program.toString()).asString()).isEmpty();
    }
  }

  private static int seed() {
    String given = System.getProperty("fuzz.seed", "1");
    return given.equals("today")
        ? Math.toIntExact(LocalDate.now().toEpochDay()) * 30_000
        : Integer.parseInt(given);
  }

  private static Found run(EpochlyHost host, int seed, int count) throws Exception {
    ByteArrayOutputStream seeds = new ByteArrayOutputStream();
    try (Guest guest = guest(host, seeds)) {
      String found = guest.call("run", seed, count).asString();
      return new ObjectMapper().readValue(found, Found.class);
    } catch (GuestFailure e) {
      String last = seeds.toString(StandardCharsets.UTF_8).lines().reduce("none", (a, b) -> b);
      throw new AssertionError(
          "the guest ended in the program of seed %s; python3 conformance/fuzz/programs.py %s prints it"
              .formatted(last, last),
          e);
    }
  }

  private static Guest guest(EpochlyHost host, OutputStream out) throws Exception {
    Guest guest = host.openGuest(GuestPolicy.builder().allowRead(FOLDER).stdout(out).build());
    guest.eval("import sys; sys.path.insert(0, '%s')".formatted(FOLDER));
    guest.eval("from differential import run, run_file");
    return guest;
  }

  private interface Count {
    int of(Found found);
  }

  private static int sum(List<Found> all, Count count) {
    return all.stream().mapToInt(count::of).sum();
  }

  private static String summary(List<Found> all, int seed) {
    return "%d random programs from seed %d: %d compiled, %d without a bail-out; %d calls, %d compiled, %d raised"
        .formatted(
            sum(all, Found::programs),
            seed,
            sum(all, Found::compiled),
            sum(all, Found::withoutBailOut),
            sum(all, Found::calls),
            sum(all, Found::compiledCalls),
            sum(all, Found::raising));
  }
}
