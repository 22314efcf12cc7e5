package io.epochly.host.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a guest's output reaches a terminal. */
class TerminalFilterTest {
  private static String shown(String printed) throws IOException {
    byte[] bytes = printed.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (TerminalFilter filter = new TerminalFilter(whole)) {
      filter.write(bytes, 0, bytes.length);
    }
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    try (TerminalFilter filter = new TerminalFilter(pieces)) {
      for (byte b : bytes) {
        filter.write(b);
      }
    }
    String result = whole.toString(StandardCharsets.UTF_8);
    assertThat(pieces.toString(StandardCharsets.UTF_8)).isEqualTo(result);
    return result;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain text\n",
        "\u001b[31mred\u001b[0m \u001b[38;5;200mpink\u001b[38:2::1:2:3m\u001b[m",
        "50 %\r\u001b[K60 %\u001b[2A\u001b[10G\u001b[?25l\u001b[?25h\b\t",
        "ärger, 日本, 🎉, \u00a0\u00bf",
        ""
      })
  void textColoursAndProgressPass(String text) throws IOException {
    assertThat(shown(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b]0;title\u0007",
        "\u001b]52;c;cm0gLXJmIC8K\u0007",
        "\u001b[6n",
        "\u001b[c",
        "\u001b[21t",
        "\u001b[?1049h",
        "\u001b[>0q",
        "\u001bP+q544e\u001b\\",
        "\u001b_app\u001b\\",
        "\u001bc",
        "\u001b#8",
        "\u001b[\u001b[6n",
        "\u001b\u001b[6n",
        "\u001b",
        "\u001b[",
        "\u001b[31",
        "\u001b[31\u001b[6n",
        "\u001b[3\u0001m",
        "\u001b[1;?5m",
        "\u001b[31 q",
      })
  void commandsAreShownInstead(String text) throws IOException {
    String shown = shown(text);
    assertThat(shown).doesNotContain("\u001b").startsWith("␛");
    assertThat(shown.replace("␛", "").replace("␁", ""))
        .isEqualTo(text.replace("\u001b", "").replace("\u0001", ""));
  }

  @Test
  void controlCharactersOfOneByteInOldAlphabetsAreNone() throws IOException {
    assertThat(shown("a\u009b6nb\u0085\u009d0;t")).isEqualTo("a\ufffd6nb\ufffd\ufffd0;t");
    assertThat(shown("\u000e\u0000\u0011")).isEqualTo("␎␀␑");
  }

  @Test
  void aSequenceWithoutEndIsText() throws IOException {
    String digits = "1".repeat(100);
    assertThat(shown("\u001b[" + digits + "m")).isEqualTo("␛[" + digits + "m");
  }

  @Test
  void whateverIsPrintedNoOtherSequenceGetsThrough() throws IOException {
    Random random = new Random(20);
    String letters = "\u001b\u001b[[]?0;19mKAnc\u009b\u0007\u00c2x\n ";
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      String shown = shown(text.toString());
      assertThat(shown.replaceAll("\u001b\\[([0-9:;]*[A-GJKm]|\\?25[hl])", ""))
          .as("of %s", text)
          .doesNotContain("\u001b")
          .doesNotContain("\u009b");
    }
  }
}
