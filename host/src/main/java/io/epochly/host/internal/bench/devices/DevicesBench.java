package io.epochly.host.internal.bench.devices;

import io.epochly.host.Configuration;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.internal.bench.Figure;
import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.io.TemporaryFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Measures the best device of this machine. */
public final class DevicesBench {
  private static final int LAUNCHES = 1000;
  private static final double MILLIS = 1e3;
  private static final double MICROS = 1e6;

  private final int rounds;
  private final Consumer<String> progress;
  private final Configuration settings;

  private double firstNew = Double.MAX_VALUE;
  private double firstKept = Double.MAX_VALUE;
  private double replaced = Double.MAX_VALUE;
  private double launch = Double.MAX_VALUE;
  private double saxpy = Double.MAX_VALUE;
  private double copy = Double.MAX_VALUE;

  private DevicesBench(int rounds, Consumer<String> progress, Configuration settings) {
    this.rounds = rounds;
    this.progress = progress;
    this.settings = settings;
  }

  /**
   * Measures.
   *
   * @param rounds how often each thing is done; arrays go ten times as often
   * @throws IOException if the program that is measured is missing
   * @throws GuestException if no kernel can run on a device here; its message says why
   */
  public static List<Figure> measure(int rounds, Consumer<String> progress) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Configuration settings =
          Configuration.builder().set("jit_cache_dir", folder.path().toString()).build();
      DevicesBench bench = new DevicesBench(rounds, progress, settings);
      for (int round = 1; round <= rounds; round++) {
        bench.starts(round);
      }
      bench.calls();
      return bench.figures();
    }
  }

  /** Two guests one after the other, with a kernel that is new to the first only. */
  private void starts(int round) throws IOException {
    progress.accept("first kernels, %d of %d".formatted(round, rounds));
    double number = 1 + Math.random();
    firstNew = Math.min(firstNew, first(number, false));
    firstKept = Math.min(firstKept, first(number, true));
  }

  private double first(double number, boolean killed) throws IOException {
    // The device's process starts when its first function is decorated.
    Set<Long> before = children();
    try (EpochlyHost host = EpochlyHost.builder().configuration(settings).build();
        Guest guest = open(host)) {
      guest.call("define", number);
      double first = guest.call("first").asDouble();
      if (killed) {
        kill(before);
        replaced = Math.min(replaced, guest.call("replaced").asDouble());
      }
      return first;
    }
  }

  /** Ends the device's process, which is none of those that were there before. */
  private static void kill(Set<Long> before) throws IOException {
    List<ProcessHandle> own =
        ProcessHandle.current().children().filter(c -> !before.contains(c.pid())).toList();
    if (own.isEmpty()) {
      throw new IOException("the device has no process that could be killed");
    }
    for (ProcessHandle process : own) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static Guest open(EpochlyHost host) throws IOException {
    Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().allowPreciseClock().build());
    guest.eval(Resources.text(DevicesBench.class, "devices.py"));
    return guest;
  }

  private void calls() throws IOException {
    try (EpochlyHost host = EpochlyHost.builder().configuration(settings).build();
        Guest guest = open(host)) {
      guest.call("define", 1.0);
      for (int round = 1; round <= rounds; round++) {
        progress.accept("launches, %d of %d".formatted(round, rounds));
        launch = Math.min(launch, guest.call("launch", LAUNCHES).asDouble());
      }
      int most = 10 * rounds;
      for (int round = 1; round <= most; round++) {
        progress.accept("arrays, %d of %d".formatted(round, most));
        double[] seconds = guest.call("arrays").asDoubles();
        saxpy = Math.min(saxpy, seconds[0]);
        copy = Math.min(copy, seconds[1]);
      }
    }
  }

  private List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure(
            "the first kernel, new to the driver",
            "first_new_ms",
            firstNew * MILLIS,
            "ms",
            "2000 at most"));
    figures.add(
        new Figure(
            "the first kernel, kept from before",
            "first_kept_ms",
            firstKept * MILLIS,
            "ms",
            "400 at most"));
    figures.add(
        new Figure(
            "a killed process, until a kernel is done",
            "replaced_ms",
            replaced * MILLIS,
            "ms",
            "1500 at most"));
    figures.add(
        new Figure(
            "a launch, with 8 KB that stay there",
            "launch_us",
            launch * MICROS,
            "us",
            "250 at most"));
    figures.add(new Figure("saxpy of 1M elements", "saxpy_ms", saxpy * MILLIS, "ms", ""));
    figures.add(new Figure("as many bytes copied", "copy_ms", copy * MILLIS, "ms", ""));
    double copies = (saxpy * MILLIS - 1) / (copy * MILLIS);
    figures.add(
        new Figure("copies in saxpy, but for a ms", "saxpy_copies", copies, "x", "2 at most"));
    return List.copyOf(figures);
  }
}
