package io.epochly.guest.internal.language;

import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.SplitReport.Choice;
import io.epochly.kernels.ir.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What is known of the runs of one loop, which may stand in the code several times.
 *
 * @param nanosOnOne what a step took on one core, where most of these runs were
 * @param last why the last run of what ran most was given its cores
 */
record LoopRuns(
    Position position,
    long onOne,
    long onSeveral,
    Optional<Double> nanosOnOne,
    Optional<Double> nanosOnSeveral,
    Choice last,
    boolean lastOnSeveral,
    Map<Dependence, Long> keptWhole) {
  /** Those of all loops that may run on several cores. */
  static List<LoopRuns> all(List<SplitReport> splits) {
    return splits.stream()
        .map(SplitReport::position)
        .distinct()
        .map(loop -> of(splits, loop))
        .toList();
  }

  /** Those of the loop that stands somewhere. */
  static LoopRuns of(List<SplitReport> splits, Position loop) {
    List<SplitReport> own = splits.stream().filter(s -> s.position().equals(loop)).toList();
    Map<Dependence, Long> keptWhole = new LinkedHashMap<>();
    own.forEach(s -> s.keptWhole().forEach((why, count) -> keptWhole.merge(why, count, Long::sum)));
    Optional<SplitReport> most = most(own, s -> s.onOne() + s.onSeveral());
    return new LoopRuns(
        loop,
        own.stream().mapToLong(SplitReport::onOne).sum(),
        own.stream().mapToLong(SplitReport::onSeveral).sum(),
        nanos(own, SplitReport::onOne, SplitReport::nanosOnOne),
        nanos(own, SplitReport::onSeveral, SplitReport::nanosOnSeveral),
        most.map(SplitReport::last).orElse(Choice.NONE),
        most.map(SplitReport::lastOnSeveral).orElse(false),
        keptWhole);
  }

  private static Optional<Double> nanos(
      List<SplitReport> own,
      ToLongFunction<SplitReport> runs,
      ToDoubleFunction<SplitReport> nanos) {
    return most(own, runs).map(nanos::applyAsDouble).filter(value -> !value.isNaN());
  }

  private static Optional<SplitReport> most(
      List<SplitReport> own, ToLongFunction<SplitReport> runs) {
    return own.stream().max((a, b) -> Long.compare(runs.applyAsLong(a), runs.applyAsLong(b)));
  }

  /** How often the loop was long enough and ran whole, as a test before it failed. */
  long timesKeptWhole() {
    return keptWhole.values().stream().mapToLong(Long::longValue).sum();
  }
}
