package io.epochly.conformance.internal.cli;

import io.epochly.conformance.claims.ClaimResult;
import io.epochly.conformance.claims.ClaimResult.Verdict;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Claims by section, with what was seen. */
final class ClaimTable {
  private static final int VERDICTS = 9;

  private ClaimTable() {}

  static void print(PrintWriter out, List<ClaimResult> results) {
    String section = "";
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (ClaimResult result : results) {
      if (!result.claim().section().equals(section)) {
        section = result.claim().section();
        out.printf("%n%s%n", section);
      }
      String verdict = label(result.verdict());
      out.printf("  %s%s%n", AttackTable.pad(verdict, VERDICTS + 1), result.claim().text());
      out.printf("  %s%s%n", " ".repeat(VERDICTS + 3), result.detail());
      counts.merge(result.verdict(), 1, Integer::sum);
    }
    out.printf(
        "%n%s%n",
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + label(entry.getKey()))
            .collect(Collectors.joining(", ")));
  }

  private static String label(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> "holds";
      case BROKEN -> "BROKEN";
      case NOT_SEEN -> "not seen";
      case NOT_OURS -> "not ours";
    };
  }
}
