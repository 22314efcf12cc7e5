package io.epochly.host.internal.bench.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts as bars of their phases, one below the other, in SVG that needs nothing but itself. */
record PhaseChart(List<Phases> starts) {
  private static final int WIDTH = 900;
  private static final int LEFT = 120;
  private static final int RIGHT = 80;
  private static final int BAR = 30;
  private static final int GAP = 14;
  private static final int KEY = 20;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, sans-serif; fill: #1c2128; }
        .name { text-anchor: end; }
        .share { text-anchor: middle; fill: #ffffff; }
        .p0 { fill: #57606a; } .p1 { fill: #0969da; } .p2 { fill: #bc4c00; } .p3 { fill: #1a7f37; }
        @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } }
      </style>\
      """;

  String svg() {
    double longest = starts.stream().mapToDouble(Phases::total).max().orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / longest;
    int keyTop = starts.size() * (BAR + GAP) + GAP;
    int height = keyTop + Phases.NAMES.size() * KEY;
    List<String> lines = new ArrayList<>();
    lines.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                .formatted(WIDTH, height)
            + " aria-label=\"Milliseconds of each phase of a start\">");
    lines.add(STYLE);
    for (int i = 0; i < starts.size(); i++) {
      add(lines, starts.get(i), GAP + i * (BAR + GAP), scale);
    }
    for (int p = 0; p < Phases.NAMES.size(); p++) {
      int y = keyTop + p * KEY;
      lines.add(
          format("<rect class=\"p%d\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>", p, LEFT, y));
      lines.add(
          format("<text x=\"%d\" y=\"%d\">%s</text>", LEFT + 20, y + 10, Phases.NAMES.get(p)));
    }
    lines.add("</svg>");
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, Phases start, int top, double scale) {
    lines.add(
        format(
            "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>",
            LEFT - 8, top + BAR / 2 + 4, start.name()));
    double x = LEFT;
    for (int p = 0; p < start.millis().size(); p++) {
      double width = start.millis().get(p) * scale;
      lines.add(
          format(
              "<rect class=\"p%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s: %.0f"
                  + " ms</title></rect>",
              p, x, top, width, BAR, Phases.NAMES.get(p), start.millis().get(p)));
      // Narrower ones have their figure in the title.
      if (width > 40) {
        lines.add(
            format(
                "<text class=\"share\" x=\"%.1f\" y=\"%d\">%.0f</text>",
                x + width / 2, top + BAR / 2 + 4, start.millis().get(p)));
      }
      x += width;
    }
    lines.add(
        format(
            "<text x=\"%.1f\" y=\"%d\">%.0f ms</text>", x + 6, top + BAR / 2 + 4, start.total()));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
