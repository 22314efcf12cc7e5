package io.epochly.host.internal.bench.start;

import io.epochly.host.internal.bench.Figure;
import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.io.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts processes in turns and takes the least time of each. */
public final class StartBench {
  private static final int HELD_GUESTS = 100;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String MILLIS = "ms";
  private static final String MIB = "MiB";

  private static final String PLAIN_HELLO = "hello_plain_ms";
  private static final String HELLO = "hello_ms";
  private static final String PLAIN_MATMUL = "matmul_plain_ms";
  private static final String MATMUL = "matmul_ms";
  private static final String READY = "ready_ms";

  private final Path home;
  private final Path folder;
  private final Consumer<String> progress;
  private final List<Figure> figures = new ArrayList<>();

  private StartBench(Path home, Path folder, Consumer<String> progress) {
    this.home = home;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param home the folder of the launcher's jars and its runtime image
   * @param rounds how often each process is started
   * @param guests how many guests to open and close to see whether anything grows
   * @throws IOException if a process cannot be started, or fails; its message says which and how
   */
  public static StartReport measure(Path home, int rounds, int guests, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(home.resolve("runtime/bin/java"))) {
      throw new IOException(
          "%s has no runtime image: build with a JDK that has jlink".formatted(home));
    }
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      return new StartBench(home, folder.path(), progress).measure(rounds, guests);
    }
  }

  private StartReport measure(int rounds, int guests) throws IOException, InterruptedException {
    starts(rounds);
    List<Phases> phases = phases(rounds);
    phases.forEach(this::add);
    progress.accept("hello's memory");
    add("hello, resident at most", "hello_resident_mib", residentAtMost(), MIB, "");
    peak("a plain loop", "loop");
    peak("a large plain function", "function");
    progress.accept("guests");
    guests(guests);
    return new StartReport(figures, phases);
  }

  private void starts(int rounds) throws IOException, InterruptedException {
    Map<String, List<String>> starts = new LinkedHashMap<>();
    starts.put(PLAIN_HELLO, plain(script("hello.py")));
    starts.put(HELLO, launcher(script("hello.py")));
    starts.put(PLAIN_MATMUL, plain(script("matmul.py")));
    starts.put(MATMUL, launcher(script("matmul.py")));
    List<String> ready = launcher("-c", "print('ready', flush=True)");
    // GraalPy unpacks its library at its first start, and the disk has all in memory after one.
    run(starts.get(PLAIN_HELLO));
    Map<String, Double> least = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (var start : starts.entrySet()) {
        progress.accept("%s, %d of %d".formatted(start.getKey(), round, rounds));
        long before = System.nanoTime();
        run(start.getValue());
        least.merge(start.getKey(), (System.nanoTime() - before) / NANOS_PER_MILLI, Math::min);
      }
      least.merge(READY, untilItSays(ready), Math::min);
    }
    add("GraalPy: hello with three imports", PLAIN_HELLO, least.get(PLAIN_HELLO), MILLIS, "");
    add("hello with three imports", HELLO, least.get(HELLO), MILLIS, "");
    ratio("  of GraalPy's", "hello_of_graalpy", least.get(HELLO), least.get(PLAIN_HELLO), "0.30");
    add("GraalPy: plain matmul", PLAIN_MATMUL, least.get(PLAIN_MATMUL), MILLIS, "");
    add("first optimized matmul", MATMUL, least.get(MATMUL), MILLIS, "");
    ratio(
        "  of GraalPy's", "matmul_of_graalpy", least.get(MATMUL), least.get(PLAIN_MATMUL), "0.40");
    add("from nothing to a guest that is ready", READY, least.get(READY), MILLIS, "");
  }

  private void add(String name, String key, double value, String unit, String target) {
    figures.add(new Figure(name, key, value, unit, target));
  }

  private void ratio(String name, String key, double value, double of, String most) {
    add(name, key, value / of, "x", most + " at most");
  }

  private void add(Phases phases) {
    for (int i = 0; i < Phases.NAMES.size(); i++) {
      String key =
          "phase_%s_%d_ms".formatted(phases.name().toLowerCase(Locale.ROOT).replace('-', '_'), i);
      String name = phases.name() + ": " + Phases.NAMES.get(i);
      add(name, key, phases.millis().get(i), MILLIS, "");
    }
  }

  /** Until a process's first output, which it then goes on from. */
  private double untilItSays(List<String> command) throws IOException, InterruptedException {
    long before = System.nanoTime();
    Process process = start(command);
    int first = process.getInputStream().read();
    double millis = (System.nanoTime() - before) / NANOS_PER_MILLI;
    ended(process, command);
    if (first < 0) {
      throw new IOException(String.join(" ", command) + " said nothing");
    }
    return millis;
  }

  /** What hello had resident at most, by the system's account shortly before it ended. */
  private double residentAtMost() throws IOException, InterruptedException {
    List<String> command = launcher(script("hello.py"));
    Process process = start(command);
    double most = 0;
    while (process.isAlive()) {
      try {
        most = ProcessMemory.mib(Long.toString(process.pid()), "VmHWM").orElse(most);
      } catch (IOException | UncheckedIOException _) {
        // It has just ended.
      }
      Thread.sleep(1);
    }
    ended(process, command);
    return most;
  }

  private List<Phases> phases(int rounds) throws IOException, InterruptedException {
    String script = script("phases.py");
    String empty = EmptyMain.class.getName();
    List<Started> starts =
        List.of(
            new Started("GraalPy", plainJvm(PlainGraalPy.class.getName(), script), plainJvm(empty)),
            new Started("epochly-host", launcher(script), launcher("java", empty)));
    for (int round = 1; round <= rounds; round++) {
      progress.accept("phases, %d of %d".formatted(round, rounds));
      for (Started start : starts) {
        long before = System.nanoTime();
        run(start.jvmAlone);
        start.jvmMillis = Math.min(start.jvmMillis, (System.nanoTime() - before) / NANOS_PER_MILLI);
        List<Double> millis = phases(start.command);
        if (start.least.isEmpty() || sum(millis) < sum(start.least)) {
          start.least = millis;
        }
      }
    }
    return starts.stream().map(Started::phases).toList();
  }

  /** Until the script's first line, its imports, and what is left. */
  private List<Double> phases(List<String> command) throws IOException, InterruptedException {
    double start = seconds();
    String[] lines = run(command).split("\n");
    double end = seconds();
    String[] times = lines[lines.length - 1].split(" ");
    double begin = Double.parseDouble(times[0]);
    double imported = Double.parseDouble(times[1]);
    return List.of((begin - start) * 1000, (imported - begin) * 1000, (end - imported) * 1000);
  }

  private static double seconds() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** One of the two that are taken apart. */
  private static final class Started {
    private final String name;
    private final List<String> command;
    private final List<String> jvmAlone;
    private double jvmMillis = Double.MAX_VALUE;
    private List<Double> least = List.of();

    Started(String name, List<String> command, List<String> jvmAlone) {
      this.name = name;
      this.command = command;
      this.jvmAlone = jvmAlone;
    }

    Phases phases() {
      double jvm = Math.min(jvmMillis, least.getFirst());
      return new Phases(
          name, List.of(jvm, least.getFirst() - jvm, least.get(1), Math.max(0, least.getLast())));
    }
  }

  private void peak(String name, String key) throws IOException, InterruptedException {
    progress.accept(name);
    String script = script(key + ".py", "peak.py");
    String[] plain = run(plain(script)).split(" ");
    String[] own = run(launcher(script)).split(" ");
    double reachedPlain = Double.parseDouble(plain[0]);
    double reached = Double.parseDouble(own[0]);
    add("GraalPy: " + name + " at its peak after", key + "_plain_ms", reachedPlain, MILLIS, "");
    add(name + " at its peak after", key + "_ms", reached, MILLIS, "");
    ratio("  of GraalPy's", key + "_of_graalpy", reached, reachedPlain, "1.50");
    add(
        "  a call at its peak, of GraalPy's",
        key + "_peak_of_graalpy",
        Double.parseDouble(own[1]) / Double.parseDouble(plain[1]),
        "x",
        "");
  }

  private void guests(int opened) throws IOException, InterruptedException {
    Map<String, Double> told = new LinkedHashMap<>();
    List<String> command =
        List.of(
            home.resolve("epochly-host").toString(),
            "java",
            GuestTimes.class.getName(),
            Integer.toString(HELD_GUESTS),
            Integer.toString(opened));
    for (String line : run(command).split("\n")) {
      String[] words = line.split(" ");
      told.put(words[0], Double.parseDouble(words[1]));
    }
    add("a host's first guest", "guest_first_ms", told.get("first"), MILLIS, "");
    add("its second one", "guest_second_ms", told.get("second"), MILLIS, "250 at most");
    add("a later one, least of 5", "guest_later_ms", told.get("later"), MILLIS, "");
    add(
        "one from a warm pool, median of 5",
        "guest_pooled_ms",
        told.get("pooled"),
        MILLIS,
        "50 at most");
    add("resident, no guest open", "resident_none_mib", told.get("resident.before"), MIB, "");
    add(
        "resident, " + HELD_GUESTS + " guests open",
        "resident_held_mib",
        told.get("resident.held"),
        MIB,
        "");
    for (String what : List.of("heap", "metaspace", "other", "threads", "files")) {
      boolean memory = !what.equals("threads") && !what.equals("files");
      for (String when : List.of("early", "late")) {
        add(
            (what.equals("other") ? "compiled code and the rest" : what)
                + (when.equals("early") ? ", before" : ", after " + opened + " guests"),
            what + "_" + when + (memory ? "_mib" : ""),
            told.get(what + "." + when),
            memory ? MIB : "",
            "");
      }
    }
  }

  /** A script of some parts, called as the first one. */
  private String script(String... parts) throws IOException {
    Path file = folder.resolve(parts[0]);
    if (!Files.exists(file)) {
      StringBuilder text = new StringBuilder();
      for (String part : parts) {
        text.append(Resources.text(StartBench.class, part));
      }
      Files.writeString(file, text);
    }
    return file.toString();
  }

  private List<String> launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("epochly-host").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> plain(String script) {
    return plainJvm(PlainGraalPy.class.getName(), script);
  }

  private List<String> plainJvm(String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("runtime/bin/java").toString(),
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "--upgrade-module-path=" + home.resolve("jit"),
                "--add-modules=jdk.graal.compiler",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dpolyglot.engine.userResourceCache=" + folder,
                "-cp",
                home.resolve("lib") + "/*",
                main));
    command.addAll(List.of(arguments));
    return command;
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes()).strip();
    ended(process, command);
    return output;
  }

  private Process start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    process.getOutputStream().close();
    return process;
  }

  private void ended(Process process, List<String> command)
      throws IOException, InterruptedException {
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          "%s failed: %s"
              .formatted(String.join(" ", command), Files.readString(folder.resolve("errors"))));
    }
  }
}
