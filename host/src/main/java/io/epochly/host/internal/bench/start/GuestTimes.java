package io.epochly.host.internal.bench.start;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.host.GuestPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Stream;

/** Opens guests in a JVM of its own and prints a line per figure: {@code name value}. */
public final class GuestTimes {
  private static final int SAMPLES = 5;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final long MIB = 1 << 20;
  private static final Duration COMPILER_KEEPS = Duration.ofSeconds(12);

  private GuestTimes() {}

  /**
   * Takes the number of guests to hold open at once, and that of guests to open and close.
   *
   * @throws IOException if {@code /proc} cannot be read
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int held = Integer.parseInt(args[0]);
    int opened = Integer.parseInt(args[1]);
    try (EpochlyHost host = EpochlyHost.create()) {
      print("first", time(host));
      // The very second one is what a host that has just started waits for.
      double second = time(host);
      print("second", second);
      for (int i = 1; i < SAMPLES; i++) {
        second = Math.min(second, time(host));
      }
      print("later", second);
      print("pooled", pooled(host));
      memory("before");
      Deque<Guest> open = new ArrayDeque<>();
      for (int i = 0; i < held; i++) {
        open.add(host.openGuest(GuestPolicy.closed()));
      }
      memory("held");
      open.forEach(Guest::close);
      open.clear();
      growth("early");
      for (int i = 0; i < opened; i++) {
        time(host);
      }
      growth("late");
    }
  }

  private static double time(EpochlyHost host) {
    long start = System.nanoTime();
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval("1 + 1");
      return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
  }

  private static double pooled(EpochlyHost host) throws InterruptedException {
    double[] took = new double[SAMPLES];
    try (GuestPool pool = host.pool(GuestPolicy.closed(), 1)) {
      for (int i = 0; i < SAMPLES; i++) {
        while (pool.ready() == 0) {
          Thread.sleep(1);
        }
        long start = System.nanoTime();
        try (Guest guest = pool.take()) {
          guest.eval("1 + 1");
          took[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
      }
    }
    Arrays.sort(took);
    return took[SAMPLES / 2];
  }

  private static void memory(String when) throws IOException {
    System.gc();
    print("resident." + when, ProcessMemory.mib("self", "VmRSS").orElse(0));
  }

  private static void growth(String when) throws IOException, InterruptedException {
    // What the guest's JIT compiler has read stays for ten seconds after it was last used.
    Thread.sleep(COMPILER_KEEPS.toMillis());
    for (int i = 0; i < SAMPLES; i++) {
      System.gc();
      Thread.sleep(100);
    }
    var memory = ManagementFactory.getMemoryMXBean();
    print("heap." + when, (double) memory.getHeapMemoryUsage().getUsed() / MIB);
    double metaspace =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .mapToLong(pool -> pool.getUsage().getUsed())
            .sum();
    print("metaspace." + when, metaspace / MIB);
    print("other." + when, (memory.getNonHeapMemoryUsage().getUsed() - metaspace) / MIB);
    print("threads." + when, ManagementFactory.getThreadMXBean().getThreadCount());
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      print("files." + when, files.count());
    }
  }

  private static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%s %.1f%n", name, value);
  }
}
