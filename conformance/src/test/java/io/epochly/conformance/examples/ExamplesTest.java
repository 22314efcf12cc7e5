package io.epochly.conformance.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples that users are shown, on less work than they do by themselves. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../guest-bindings/examples").toAbsolutePath();
  private static final String BOTH_TIMES =
      "(?s).*plain +first +[0-9.]+ ms.*optimized +first +[0-9.]+ ms.*";

  private static EpochlyHost host;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @Test
  void theMandelbrotSetIsDrawnCompiledAndWritten() throws IOException {
    Path picture = folder.resolve("picture.pgm");

    run(GuestPolicy.builder().allowWrite(folder), "mandelbrot.py", picture.toString(), "20", "10");

    assertThat(text()).matches(BOTH_TIMES).contains("draw", ": compiled");
    byte[] written = Files.readAllBytes(picture);
    byte[] header = "P5 20 10 255\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(written).hasSize(header.length + 200).startsWith(header);
    // The left edge is outside the set, its middle inside.
    assertThat(written[header.length]).isNotZero();
    assertThat(written[header.length + 5 * 20 + 13]).isZero();
  }

  @Test
  void aPictureIsNotWrittenWithoutPermission() {
    assertThatThrownBy(
            () -> run(GuestPolicy.builder(), "mandelbrot.py", "/nowhere/picture.pgm", "4"))
        .isInstanceOf(GuestExitException.class);
  }

  @Test
  void aBookOfOptionsIsRevaluedCompiled() throws IOException {
    Path book = folder.resolve("book.csv");
    Files.writeString(
        book,
        """
        spot,strike,years,volatility,position
        100,100,1,0.2,1
        50,60,0.5,0.3,-2
        """);

    run(GuestPolicy.builder().allowRead(book), "option_pricing.py", book.toString());

    assertThat(text()).matches(BOTH_TIMES).contains("2 options in 441 markets", ": compiled");
    // By the textbook formula 9.4134 for the first, less twice 1.4093.
    assertThat(text()).contains("value today 6.59");
  }

  @Test
  void misspelledWordsAreFoundCompiled() {
    run(GuestPolicy.builder(), "edit_distance.py", "definately");

    assertThat(text()).matches(BOTH_TIMES).contains("definitely (1)", ": compiled");
  }

  @Test
  void heatSpreadsOverAPlateCompiled() {
    run(GuestPolicy.builder(), "heat.py", "12", "8");

    assertThat(text()).matches(BOTH_TIMES).contains("12 x 12 points, 8 steps", ": compiled");
    assertThat(text()).containsPattern("between 0\\.00 and 100\\.00 degrees, [0-9.]+ on average");
  }

  private void run(GuestPolicy.Builder policy, String example, String... arguments) {
    policy.allowRead(EXAMPLES).stdout(out);
    try (Guest guest = host.openGuest(policy.build())) {
      guest.run(EXAMPLES.resolve(example), arguments);
      guest.eval("__import__('sys').stdout.flush()");
    }
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
