package io.epochly.host.internal.bench;

import java.util.List;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param name what it is, for people
 * @param key the same for programs
 * @param target what it is to be at most, or at least, for people; empty if nothing
 */
public record Figure(String name, String key, double value, String unit, String target) {
  /** Figures as lines. */
  public static String table(List<Figure> figures) {
    StringBuilder table = new StringBuilder();
    for (Figure figure : figures) {
      String value =
          String.format(
              Locale.ROOT, Math.abs(figure.value()) < 10 ? "%.2f" : "%,.0f", figure.value());
      table
          .append(
              String.format(
                      "%-44s %10s %-6s %s", figure.name(), value, figure.unit(), figure.target())
                  .stripTrailing())
          .append(System.lineSeparator());
    }
    return table.toString();
  }
}
