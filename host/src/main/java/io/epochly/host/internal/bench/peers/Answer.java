package io.epochly.host.internal.bench.peers;

import java.util.Locale;

/** What a peer said when it was asked for one call. */
public sealed interface Answer {
  /**
   * @param checksum of the result and of the arguments as the call left them
   */
  record Timed(double milliseconds, double checksum) implements Answer {}

  record Failed(String reason) implements Answer {}

  /** Characters of an answer that is none. */
  int SHOWN = 60;

  /** Reads a line that a peer printed. */
  static Answer parse(String line) {
    if (line.startsWith("!")) {
      return new Failed(line.substring(1).strip());
    }
    String[] words = line.strip().split("\\s+");
    try {
      double milliseconds = number(words[0]);
      // A ratio needs a time above zero.
      if (words.length == 2 && milliseconds > 0 && Double.isFinite(milliseconds)) {
        return new Timed(milliseconds, number(words[1]));
      }
    } catch (NumberFormatException _) {
      // Told below, with all else that is no answer.
    }
    String start = line.substring(0, Math.min(line.length(), SHOWN));
    return new Failed("answered '%s' rather than milliseconds and a checksum".formatted(start));
  }

  /** C and Python write infinities and NaNs in ways that Java does not read. */
  private static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }
}
