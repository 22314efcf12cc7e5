package io.epochly.host.internal.bench.start;

import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.io.TemporaryFolder;
import java.io.IOException;
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

  private final Path home;
  private final Path folder;
  private final Consumer<String> progress;

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
    Map<String, List<String>> starts = new LinkedHashMap<>();
    starts.put("GraalPy, hello", plain(script("hello.py")));
    starts.put("hello with three imports", launcher(script("hello.py")));
    starts.put("guest ready", launcher("-c", "pass"));
    starts.put("GraalPy, matmul", plain(script("matmul.py")));
    starts.put("first optimized matmul", launcher(script("matmul.py")));
    // GraalPy unpacks its library at its first start, and the disk has all in memory after one.
    run(starts.get("GraalPy, hello"));
    Map<String, Double> least = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (var start : starts.entrySet()) {
        progress.accept("%s, %d of %d".formatted(start.getKey(), round, rounds));
        long before = System.nanoTime();
        run(start.getValue());
        least.merge(start.getKey(), (System.nanoTime() - before) / NANOS_PER_MILLI, Math::min);
      }
    }
    StringBuilder table = new StringBuilder();
    row(table, "least of " + rounds, "ms", "of GraalPy");
    least.forEach(
        (name, millis) -> {
          double plain = least.get(name.contains("matmul") ? "GraalPy, matmul" : "GraalPy, hello");
          row(table, name, number(millis), String.format(Locale.ROOT, "%.2f", millis / plain));
        });
    List<Phases> phases = phases(rounds);
    phases(table, phases);
    progress.accept("a hot loop");
    row(table, "", "", "");
    row(table, "a plain loop", "peak reached, ms", "call at peak, ms");
    peak(table, "GraalPy", plain(script("peak.py")));
    peak(table, "epochly-host", launcher(script("peak.py")));
    progress.accept("guests");
    guests(table, guests);
    return new StartReport(table.toString(), phases);
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

  private static void phases(StringBuilder table, List<Phases> starts) {
    row(table, "", "", "");
    row(table, "hello in phases, ms", starts.getFirst().name(), starts.getLast().name());
    for (int i = 0; i < Phases.NAMES.size(); i++) {
      row(
          table,
          Phases.NAMES.get(i),
          number(starts.getFirst().millis().get(i)),
          number(starts.getLast().millis().get(i)));
    }
  }

  private void peak(StringBuilder table, String name, List<String> command)
      throws IOException, InterruptedException {
    String[] figures = run(command).split(" ");
    row(
        table,
        name,
        number(Double.parseDouble(figures[0])),
        String.format(Locale.ROOT, "%.1f", Double.parseDouble(figures[1])));
  }

  private void guests(StringBuilder table, int opened) throws IOException, InterruptedException {
    Map<String, Double> figures = new LinkedHashMap<>();
    List<String> command =
        List.of(
            home.resolve("epochly-host").toString(),
            "java",
            GuestTimes.class.getName(),
            Integer.toString(HELD_GUESTS),
            Integer.toString(opened));
    for (String line : run(command).split("\n")) {
      String[] words = line.split(" ");
      figures.put(words[0], Double.parseDouble(words[1]));
    }
    row(table, "", "", "");
    row(table, "guests of one host", "ms", "");
    row(table, "first", number(figures.get("first")), "");
    row(table, "second", number(figures.get("second")), "");
    row(table, "later, least", number(figures.get("later")), "");
    row(table, "from a warm pool, least", number(figures.get("pooled")), "");
    row(table, "", "", "");
    row(table, "resident, MiB", "none open", HELD_GUESTS + " open");
    row(table, "", number(figures.get("resident.before")), number(figures.get("resident.held")));
    row(table, "", "", "");
    row(table, "in use", "before", "after " + opened + " guests");
    for (String what : List.of("heap", "other", "threads", "files")) {
      row(
          table,
          what + (what.equals("heap") || what.equals("other") ? ", MiB" : ""),
          number(figures.get(what + ".early")),
          number(figures.get(what + ".late")));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private static void row(StringBuilder table, String name, String first, String second) {
    String line = String.format("%-40s %16s %18s", name, first, second);
    table.append(line.stripTrailing()).append(System.lineSeparator());
  }

  private String script(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, Resources.text(StartBench.class, name));
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
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          "%s failed: %s".formatted(String.join(" ", command), Files.readString(errors)));
    }
    return output;
  }
}
