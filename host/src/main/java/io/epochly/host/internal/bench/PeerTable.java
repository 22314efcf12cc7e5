package io.epochly.host.internal.bench;

import io.epochly.host.internal.bench.Report.Contestant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How the optimized calls compare with those of peers, as text. */
record PeerTable(Report report) {
  /** What the figures mean. */
  static final String LEGEND =
      "ratio: our min ms by the peer's; above 1 the peer is quicker."
          + " The mean is over cases with equal results.";

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!report.contestants().isEmpty()) {
      TextTable table = new TextTable();
      table.add(row("", List.of("optimized", ""), c -> List.of(c.name(), "", ""), ""));
      table.add(
          row(
              "case",
              List.of("first ms", "min ms"),
              c -> List.of("first ms", "min ms", "ratio"),
              "results"));
      for (Measurement m : report.measurements()) {
        table.add(row(m));
      }
      table.add(
          row(
              "geometric mean",
              List.of("", ""),
              c -> List.of("", "", Report.number(report.meanRatioTo(c))),
              ""));
      text.append(table);
      text.append(LEGEND).append(System.lineSeparator());
    }
    for (Contestant peer : report.contestants()) {
      text.append("%s: %s%n".formatted(peer.name(), peer.version()));
    }
    report
        .leftOut()
        .forEach((name, reason) -> text.append("%s left out: %s%n".formatted(name, reason)));
    return text.toString();
  }

  /** The cells of a case. */
  static List<String> row(Measurement m) {
    List<String> cells = new ArrayList<>();
    cells.add(m.name());
    cells.add(Report.number(m.optimized().first()));
    cells.add(Report.number(m.optimized().least()));
    for (PeerRun run : m.peers()) {
      cells.add(run.times().map(times -> Report.number(times.first())).orElse("-"));
      cells.add(run.times().map(times -> Report.number(times.least())).orElse("-"));
      cells.add(Report.number(m.ratioTo(run)));
    }
    cells.add(compared(m));
    return cells;
  }

  private List<String> row(
      String first,
      List<String> optimized,
      Function<Contestant, List<String>> perPeer,
      String last) {
    List<String> cells = new ArrayList<>(List.of(first));
    cells.addAll(optimized);
    report.contestants().forEach(contestant -> cells.addAll(perPeer.apply(contestant)));
    cells.add(last);
    return cells;
  }

  /** How the results of peers compare with ours. */
  static String compared(Measurement m) {
    List<String> parts = new ArrayList<>();
    for (PeerRun run : m.peers()) {
      if (!run.failure().isEmpty()) {
        parts.add(run.peer() + ": " + run.failure());
      } else if (!run.equal()) {
        parts.add(run.peer() + " differs");
      }
    }
    return parts.isEmpty() ? "equal" : String.join(", ", parts);
  }
}
