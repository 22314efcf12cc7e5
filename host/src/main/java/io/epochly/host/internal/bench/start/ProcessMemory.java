package io.epochly.host.internal.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What the system says of a process's memory. */
final class ProcessMemory {
  private static final double KIB_PER_MIB = 1024;

  private ProcessMemory() {}

  /**
   * A figure in MiB; none where the process has just ended.
   *
   * @param process its number, or {@code self}
   * @param figure as {@code /proc} calls it
   * @throws IOException if {@code /proc} cannot be read
   */
  static OptionalDouble mib(String process, String figure) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process, "status"))) {
      return lines
          .filter(line -> line.startsWith(figure + ":"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
          .findFirst();
    }
  }
}
