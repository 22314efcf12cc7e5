package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that once differed, shrunk, each with what was wrong in its first line. */
class FoundProgramsTest {
  static Stream<Path> programsFoundOnce() throws IOException {
    try (Stream<Path> files = Files.list(DifferentialTest.FOLDER.resolve("found"))) {
      return files.filter(file -> file.toString().endsWith(".py")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("programsFoundOnce")
  void aProgramThatOnceDifferedDoesTheSame(Path program) throws Exception {
    try (FuzzGuests guests = new FuzzGuests()) {
      assertThat(guests.runFile(program)).isEmpty();
    }
  }
}
