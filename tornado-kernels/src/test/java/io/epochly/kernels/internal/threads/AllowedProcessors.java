package io.epochly.kernels.internal.threads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the system says that a thread may run. */
public final class AllowedProcessors {
  private AllowedProcessors() {}

  /** Of a thread of this process: the set in hexadecimal digits, 32 processors between commas. */
  public static String of(int thread) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/task/" + thread + "/status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed:"))
        .findFirst()
        .orElseThrow()
        .substring("Cpus_allowed:".length())
        .strip();
  }
}
