package io.epochly.host.internal.bench;

import com.sun.management.OperatingSystemMXBean;
import io.epochly.host.internal.guest.Versions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured on, as far as figures depend on it. */
final class Machine {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final double GIB = 1L << 30;

  private Machine() {}

  /** Names and values for people. */
  static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("CPU", cpu());
    facts.put("Cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      facts.put(
          "Memory", String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / GIB));
    }
    facts.put(
        "OS",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
    facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
    Versions versions = Versions.load();
    facts.put("GraalPy", "%s (Python %s)".formatted(versions.graalpy(), versions.python()));
    facts.put("Epochly", versions.epochly());
    return facts;
  }

  /** Only Linux tells the model in a file; elsewhere the architecture has to do. */
  private static String cpu() {
    String architecture = System.getProperty("os.arch");
    try {
      List<String> lines = Files.isReadable(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of();
      return lines.stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException _) {
      return architecture;
    }
  }
}
