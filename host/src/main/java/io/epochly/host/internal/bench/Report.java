package io.epochly.host.internal.bench;

import io.epochly.host.internal.bench.Measurement.Ran;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The measurements of a file, as a table for people and as a tree for machines.
 *
 * @param guestJit how plain guest code ran
 * @param extent how often each function was called
 * @param contestants the peers that took part
 * @param leftOut names of the peers that did not, and why
 */
public record Report(
    String file,
    String guestJit,
    Extent extent,
    List<Measurement> measurements,
    List<Contestant> contestants,
    Map<String, String> leftOut) {
  /** A peer that took part. */
  public record Contestant(String name, String version) {}

  private static final String ROW = "%-16s %11s %11s %11s %11s %8s %8s  %s%n";

  public Report {
    measurements = List.copyOf(measurements);
    contestants = List.copyOf(contestants);
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
  }

  /**
   * The geometric mean of the ratios to a peer, over the cases that it left equal results in: what
   * computes something else does not compare. Empty if there is none.
   */
  public OptionalDouble meanRatioTo(Contestant peer) {
    return measurements.stream()
        .flatMap(m -> m.peers().stream().filter(run -> comparable(run, peer)).map(m::ratioTo))
        .mapToDouble(ratio -> Math.log(ratio.orElseThrow()))
        .average()
        .stream()
        .map(Math::exp)
        .findFirst();
  }

  private static boolean comparable(PeerRun run, Contestant peer) {
    return run.peer().equals(peer.name()) && run.equal();
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
    text.append("min of ").append(extent).append("; guest JIT: ").append(guestJit);
    text.append(System.lineSeparator());
    if (!contestants.isEmpty() || !leftOut.isEmpty()) {
      text.append(System.lineSeparator()).append(new PeerTable(this));
    }
    return text.toString();
  }

  /** The same in names and numbers, milliseconds throughout. */
  public Map<String, Object> tree() {
    return new ReportTree(this).toMap();
  }

  double mean(ToDoubleFunction<Measurement> ratio) {
    return Math.exp(
        measurements.stream()
            .mapToDouble(m -> Math.log(ratio.applyAsDouble(m)))
            .average()
            .orElse(0));
  }

  static String describe(Ran ran) {
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

  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String number(OptionalDouble value) {
    return value.isEmpty() ? "-" : number(value.getAsDouble());
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells).replaceAll("\\h+(?=\\R)", "");
  }
}
