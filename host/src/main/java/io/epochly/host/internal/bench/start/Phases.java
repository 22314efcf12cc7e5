package io.epochly.host.internal.bench.start;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the time of one start went.
 *
 * @param name of what was started
 * @param millis of each of {@link #NAMES}, in this order
 */
record Phases(String name, List<Double> millis) {
  static final List<String> NAMES =
      List.of(
          "the JVM alone",
          "until the script's first line",
          "three imports",
          "the script, and the end of the process");

  Phases {
    millis = List.copyOf(millis);
  }

  double total() {
    return millis.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** When phases begin and, last, when the last one ends, in milliseconds from the start. */
  List<Double> bounds() {
    return IntStream.rangeClosed(0, millis.size())
        .mapToObj(n -> millis.subList(0, n).stream().mapToDouble(Double::doubleValue).sum())
        .toList();
  }
}
