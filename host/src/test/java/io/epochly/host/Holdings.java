package io.epochly.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds of all that guests may leave behind.
 *
 * @param heap bytes, after collection
 * @param processes those that it has started
 * @param temporary what is called after the host in the folder of temporary files
 */
record Holdings(long heap, int threads, long files, long processes, long temporary) {
  /** What the heap of a JVM that does the same over and over differs by. */
  private static final long HEAP_NOISE = 48 << 20;

  /** Others come and go by themselves, but fewer than one for each of five guests. */
  private static final int NOISE = 3;

  static Holdings now() throws IOException {
    System.gc();
    return new Holdings(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        Thread.getAllStackTraces().size(),
        count("/proc/self/fd", ""),
        ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count(),
        count(System.getProperty("java.io.tmpdir"), "epochly"));
  }

  private static long count(String folder, String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(folder))) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix)).count();
    }
  }

  boolean isNoMoreThan(Holdings before) {
    return heap <= before.heap + HEAP_NOISE
        && threads <= before.threads + NOISE
        && files <= before.files + NOISE
        && processes <= before.processes
        && temporary <= before.temporary + NOISE;
  }
}
