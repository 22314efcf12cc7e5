package io.epochly.host.internal.bench.start;

import java.util.List;

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
}
