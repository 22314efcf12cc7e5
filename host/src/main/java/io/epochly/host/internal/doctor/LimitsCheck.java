package io.epochly.host.internal.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processors and memory a container, or a service manager, leaves to this process. */
final class LimitsCheck implements Check {
  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");
  private static final long MIB = 1 << 20;

  /** A host with one guest in its own process; and that with another in a process of its own. */
  private static final long LEAST = 512 * MIB;

  private static final long ENOUGH = 1536 * MIB;

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public Finding look() throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return judge(processors, online(), memory, Runtime.getRuntime().maxMemory());
  }

  static Finding judge(int processors, int online, long memory, long heap) {
    String found =
        "%d of %d processors, %d MiB of memory, a heap of %d MiB at most"
            .formatted(processors, online, memory / MIB, heap / MIB);
    if (memory < LEAST) {
      return new Finding.Fail(found, "", "give it %d MiB of memory or more".formatted(LEAST / MIB));
    }
    if (heap > memory) {
      return new Finding.Fail(
          found, "", "the kernel ends a process with more than its memory: lower -Xmx");
    }
    if (memory < ENOUGH) {
      return new Finding.Warn(
          found,
          "",
          "guests in processes take 512 MiB of heap each, and more beside: give it %d MiB"
              .formatted(ENOUGH / MIB));
    }
    if (processors == 1) {
      return new Finding.Warn(
          found,
          "",
          "loops stay on one core, and the JVM's compilers share it: give it two processors");
    }
    return new Finding.Ok(found);
  }

  /** Those of the machine, of which a part may be this process's. */
  private static int online() throws IOException {
    if (!Files.isReadable(ONLINE)) {
      return Runtime.getRuntime().availableProcessors();
    }
    return Stream.of(Files.readString(ONLINE).strip().split(","))
        .map(range -> range.split("-"))
        .mapToInt(
            range -> Integer.parseInt(range[range.length - 1]) - Integer.parseInt(range[0]) + 1)
        .sum();
  }
}
