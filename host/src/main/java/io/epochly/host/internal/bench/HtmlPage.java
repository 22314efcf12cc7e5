package io.epochly.host.internal.bench;

import io.epochly.host.internal.bench.Report.Contestant;
import io.epochly.host.internal.io.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report as one page that needs nothing but itself.
 *
 * @param command what was typed
 * @param date when it was measured
 */
public record HtmlPage(Report report, String command, String date) {
  /** The whole page. */
  public String text() {
    List<String> page = new ArrayList<>();
    page.add("<!DOCTYPE html>");
    page.add("<html lang=\"en\">");
    page.add("<head>");
    page.add("<meta charset=\"utf-8\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.add(Html.element("title", "Bench of " + report.file()));
    page.add("<style>");
    page.add(Resources.text(HtmlPage.class, "page.css") + "</style>");
    page.add("</head>");
    page.add("<body>");
    page.add(Html.element("h1", "Bench of " + report.file()));
    addChart(page);
    page.add(Html.element("h2", "Plain and optimized"));
    page.add(plainTable());
    if (!report.contestants().isEmpty()) {
      page.add(Html.element("h2", "Optimized and peers"));
      page.add(peerTable());
      page.add(note(PeerTable.LEGEND));
    }
    page.add(Html.element("h2", "Measured on"));
    page.add(facts());
    page.add("</body>");
    page.add("</html>");
    return String.join("\n", page) + "\n";
  }

  private void addChart(List<String> page) {
    List<String> engines = new ArrayList<>(List.of("plain", "optimized"));
    report.contestants().forEach(peer -> engines.add(peer.name()));
    List<BarChart.Group> groups =
        report.measurements().stream()
            .map(m -> new BarChart.Group(m.name(), milliseconds(m)))
            .toList();
    page.add("<figure>");
    page.add(new BarChart(engines, groups).svg());
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < engines.size(); i++) {
      key.append("<span class=\"key e%d\"></span>%s".formatted(i, Html.escape(engines.get(i))));
    }
    page.add(
        "<figcaption><span>%s</span><br>Milliseconds, the quickest of %s; shorter is better."
                .formatted(key, report.extent())
            + " Each grid line is ten times the one before.</figcaption>");
    page.add("</figure>");
  }

  private static List<Double> milliseconds(Measurement m) {
    List<Double> figures = new ArrayList<>(List.of(m.plain().least(), m.optimized().least()));
    m.peers().forEach(run -> figures.add(run.times().map(Times::least).orElse(Double.NaN)));
    return figures;
  }

  private String plainTable() {
    Rows rows =
        new Rows(
            "case",
            "plain first ms",
            "plain min ms",
            "optimized first ms",
            "optimized min ms",
            "ratio first",
            "ratio min",
            "what ran");
    for (Measurement m : report.measurements()) {
      rows.add(
          "",
          m.name(),
          Report.number(m.plain().first()),
          Report.number(m.plain().least()),
          Report.number(m.optimized().first()),
          Report.number(m.optimized().least()),
          Report.number(m.firstRatio()),
          Report.number(m.leastRatio()),
          Report.describe(m.ran()));
    }
    rows.add(
        "mean",
        "geometric mean",
        "",
        "",
        "",
        "",
        Report.number(report.mean(Measurement::firstRatio)),
        Report.number(report.mean(Measurement::leastRatio)),
        "");
    return rows.table();
  }

  private String peerTable() {
    List<String> head = new ArrayList<>(List.of("case", "optimized first ms", "optimized min ms"));
    List<String> means = new ArrayList<>(List.of("geometric mean", "", ""));
    for (Contestant peer : report.contestants()) {
      head.addAll(List.of(peer.name() + " first ms", peer.name() + " min ms", "ratio"));
      means.addAll(List.of("", "", Report.number(report.meanRatioTo(peer))));
    }
    head.add("results");
    means.add("");
    Rows rows = new Rows(head.toArray(String[]::new));
    report.measurements().forEach(m -> rows.add("", PeerTable.row(m).toArray(String[]::new)));
    rows.add("mean", means.toArray(String[]::new));
    return rows.table();
  }

  private String facts() {
    Map<String, String> facts = new LinkedHashMap<>(Machine.describe());
    report.contestants().forEach(peer -> facts.put(peer.name(), peer.version()));
    report.leftOut().forEach((name, reason) -> facts.put(name, "left out: " + reason));
    facts.put("Guest JIT", report.guestJit());
    facts.put("Date", date);
    StringBuilder table = new StringBuilder("<div class=\"wide\"><table>\n");
    facts.forEach(
        (name, value) ->
            table.append(
                "<tr><td>%s</td><td class=\"text\">%s</td></tr>%n"
                    .formatted(Html.escape(name), Html.escape(value))));
    return table
        .append("<tr><td>Command</td><td class=\"text\">")
        .append(Html.element("code", command))
        .append("</td></tr>\n</table></div>")
        .toString();
  }

  private static String note(String text) {
    return "<p class=\"note\">%s</p>".formatted(Html.escape(text));
  }

  /** A table whose last column is text. */
  private static final class Rows {
    private final StringBuilder html = new StringBuilder("<div class=\"wide\"><table>\n");

    Rows(String... head) {
      row("", "th", head);
    }

    void add(String kind, String... cells) {
      row(kind.isEmpty() ? "" : " class=\"%s\"".formatted(kind), "td", cells);
    }

    private void row(String attribute, String element, String... cells) {
      html.append("<tr").append(attribute).append('>');
      for (int i = 0; i < cells.length; i++) {
        String text = i == cells.length - 1 ? " class=\"text\"" : "";
        html.append("<%s%s>%s</%s>".formatted(element, text, Html.escape(cells[i]), element));
      }
      html.append("</tr>\n");
    }

    String table() {
      return html + "</table></div>";
    }
  }
}
