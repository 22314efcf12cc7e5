package io.epochly.host.internal.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Milliseconds as horizontal bars on a logarithmic scale, a group per case, in SVG.
 *
 * @param engines what the bars of each group stand for
 */
record BarChart(List<String> engines, List<Group> groups) {
  /**
   * A case.
   *
   * @param milliseconds one figure per engine; NaN where there is none
   */
  record Group(String name, List<Double> milliseconds) {}

  private static final int WIDTH = 900;

  /** About what a letter of a case's name takes. */
  private static final int LETTER = 7;

  /** Room for the figure behind the longest bar. */
  private static final int RIGHT = 90;

  private static final int TOP = 24;
  private static final int BAR = 14;
  private static final int GAP = 14;

  /** The SVG element; classes {@code e0}, {@code e1}, ... are the colours of the engines. */
  String svg() {
    int group = engines.size() * BAR + GAP;
    int height = TOP + groups.size() * group;
    List<String> lines = new ArrayList<>();
    lines.add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Milliseconds per case and engine, on a"
                .formatted(WIDTH, height)
            + " logarithmic scale\">");
    for (int power = lowest(); power <= highest(); power++) {
      double x = x(Math.pow(10, power));
      lines.add(
          format(
              "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
              x, TOP, x, height));
      lines.add(
          format("<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>", x, TOP - 8, tick(power)));
    }
    for (int i = 0; i < groups.size(); i++) {
      add(lines, groups.get(i), TOP + GAP / 2 + i * group);
    }
    lines.add("</svg>");
    return String.join("\n", lines);
  }

  private void add(List<String> lines, Group group, int top) {
    lines.add(
        format(
            "<text class=\"case\" x=\"%d\" y=\"%d\">%s</text>",
            left() - 8, top + engines.size() * BAR / 2 + 4, Html.escape(group.name())));
    for (int i = 0; i < engines.size(); i++) {
      double value = group.milliseconds().get(i);
      int y = top + i * BAR;
      if (Double.isNaN(value)) {
        continue;
      }
      lines.add(
          format(
              "<rect class=\"e%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s, %s: %s"
                  + " ms</title></rect>",
              i,
              left(),
              y + 1,
              x(value) - left(),
              BAR - 2,
              Html.escape(group.name()),
              Html.escape(engines.get(i)),
              significant(value)));
      lines.add(
          format(
              "<text class=\"value\" x=\"%.1f\" y=\"%d\">%s</text>",
              x(value) + 4, y + BAR - 3, significant(value)));
    }
  }

  private double x(double milliseconds) {
    double share = (Math.log10(milliseconds) - lowest()) / (highest() - lowest());
    return left() + share * (WIDTH - left() - RIGHT);
  }

  /** Room for the names of the cases. */
  private int left() {
    return 24 + LETTER * groups.stream().mapToInt(group -> group.name().length()).max().orElse(0);
  }

  /** A power of ten below all figures, so that each has a bar. */
  private int lowest() {
    return (int) Math.ceil(Math.log10(figures().min().orElse(1))) - 1;
  }

  private int highest() {
    return Math.max(lowest() + 1, (int) Math.ceil(Math.log10(figures().max().orElse(1))));
  }

  private DoubleStream figures() {
    return groups.stream()
        .flatMap(group -> group.milliseconds().stream())
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite);
  }

  private static String tick(int power) {
    if (power < 0) {
      return significant(Math.pow(10, power + 3)) + " µs";
    }
    return power < 3
        ? significant(Math.pow(10, power)) + " ms"
        : significant(Math.pow(10, power - 3)) + " s";
  }

  private static String significant(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
