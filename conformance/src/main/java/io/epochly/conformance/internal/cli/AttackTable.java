package io.epochly.conformance.internal.cli;

import io.epochly.conformance.attacks.AttackResult;
import io.epochly.conformance.attacks.Verdict;
import io.epochly.host.Isolation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Attacks by strengths. */
final class AttackTable {
  private AttackTable() {}

  static void print(PrintWriter out, Map<Isolation, List<AttackResult>> results) {
    Map<String, List<AttackResult>> rows = new LinkedHashMap<>();
    results
        .values()
        .forEach(
            column ->
                column.forEach(
                    result ->
                        rows.computeIfAbsent(result.attack().id(), _ -> new ArrayList<>())
                            .add(result)));
    int names = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    int cells =
        results.values().stream()
            .flatMap(List::stream)
            .mapToInt(result -> cell(result).length())
            .max()
            .orElse(0);
    out.println(
        line("attack", names, results.keySet().stream().map(AttackTable::label).toList(), cells));
    rows.forEach(
        (id, row) ->
            out.println(line(id, names, row.stream().map(AttackTable::cell).toList(), cells)));
    notes(out, results);
    out.println();
    results.forEach((isolation, column) -> out.println(label(isolation) + ": " + summary(column)));
  }

  private static String line(String name, int names, List<String> row, int cells) {
    StringBuilder line = new StringBuilder(pad(name, names));
    row.forEach(cell -> line.append("  ").append(pad(cell, cells)));
    return line.toString().stripTrailing();
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String label(Isolation isolation) {
    return isolation.name().toLowerCase(Locale.ROOT);
  }

  private static String cell(AttackResult result) {
    return switch (result.verdict()) {
      case HELD -> "denied (" + result.closed().label() + ")";
      case BREACHED -> "SUCCEEDED";
      case HARMED -> "DID HARM";
      case UNCLEAN -> "denied, not cleanly";
      case UNPROVEN -> "denied, unproven";
      case NOT_APPLICABLE -> "not applicable";
    };
  }

  private static void notes(PrintWriter out, Map<Isolation, List<AttackResult>> results) {
    List<String> notes =
        results.values().stream()
            .flatMap(List::stream)
            .filter(result -> result.verdict() != Verdict.HELD)
            .map(
                result ->
                    "%s, %s: %s%s"
                        .formatted(
                            result.attack().id(),
                            label(result.isolation()),
                            result.verdict() == Verdict.NOT_APPLICABLE
                                ? "not applicable: "
                                : result.attack().tries() + ": ",
                            result.detail()))
            .toList();
    if (!notes.isEmpty()) {
      out.println();
      notes.forEach(out::println);
    }
  }

  private static String summary(List<AttackResult> column) {
    Map<Verdict, Long> counts =
        column.stream()
            .collect(Collectors.groupingBy(AttackResult::verdict, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                entry.getValue()
                    + " "
                    + entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }
}
