package io.epochly.host.internal.bench;

import io.epochly.host.internal.bench.Measurement.Ran;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The measurements of a file, as a table for people and as a tree for machines.
 *
 * @param guestJit how plain guest code ran
 */
public record Report(String file, String guestJit, int repeat, List<Measurement> measurements) {
  private static final String ROW = "%-16s %11s %11s %11s %11s %8s %8s  %s%n";

  public Report {
    measurements = List.copyOf(measurements);
  }

  /** A row per case, and the geometric means of the ratios. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(row("", "plain", "", "optimized", "", "ratio", "", ""));
    text.append(
        row("case", "first ms", "min ms", "first ms", "min ms", "first", "min", "what ran"));
    for (Measurement m : measurements) {
      text.append(
          row(
              m.name(),
              number(m.plain().first()),
              number(m.plain().least()),
              number(m.optimized().first()),
              number(m.optimized().least()),
              number(m.firstRatio()),
              number(m.leastRatio()),
              describe(m.ran())));
    }
    text.append(
        row(
            "geometric mean",
            "",
            "",
            "",
            "",
            number(mean(Measurement::firstRatio)),
            number(mean(Measurement::leastRatio)),
            ""));
    text.append("min of ").append(repeat).append(" calls; guest JIT: ").append(guestJit);
    return text.append(System.lineSeparator()).toString();
  }

  /** The same in names and numbers, milliseconds throughout. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", file);
    tree.put("guest_jit", guestJit);
    tree.put("repeat", repeat);
    tree.put("cases", measurements.stream().map(Report::tree).toList());
    tree.put("geometric_mean_first_ratio", mean(Measurement::firstRatio));
    tree.put("geometric_mean_min_ratio", mean(Measurement::leastRatio));
    return tree;
  }

  private static Map<String, Object> tree(Measurement m) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", m.name());
    tree.put("plain", tree(m.plain()));
    tree.put("optimized", tree(m.optimized()));
    tree.put("first_ratio", m.firstRatio());
    tree.put("min_ratio", m.leastRatio());
    tree.put("realized_level", m.ran().level());
    tree.put("calls", m.ran().calls());
    tree.put("compiled_calls", m.ran().compiledCalls());
    tree.put("fallback_calls", m.ran().fallbackCalls());
    tree.put("last_fallback_reason", m.ran().fallback());
    tree.put("compile_ms", m.ran().compileMs());
    tree.put("equal", m.ran().equal());
    return tree;
  }

  private static Map<String, Object> tree(Times times) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("first_ms", times.first());
    tree.put("min_ms", times.least());
    tree.put("all_ms", times.milliseconds());
    return tree;
  }

  private double mean(ToDoubleFunction<Measurement> ratio) {
    return Math.exp(
        measurements.stream()
            .mapToDouble(m -> Math.log(ratio.applyAsDouble(m)))
            .average()
            .orElse(0));
  }

  private static String describe(Ran ran) {
    StringBuilder text = new StringBuilder();
    text.append("level ").append(ran.level()).append(", compiled ");
    text.append(ran.compiledCalls()).append('/').append(ran.calls());
    if (!ran.fallback().isEmpty()) {
      text.append(", fell back: ").append(ran.fallback());
    }
    if (!ran.equal()) {
      text.append(", RESULT DIFFERS");
    }
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells).replaceAll("\\h+(?=\\R)", "");
  }
}
