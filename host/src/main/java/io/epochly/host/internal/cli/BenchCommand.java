package io.epochly.host.internal.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.IsolationUnavailableException;
import io.epochly.host.LicenceRequiredException;
import io.epochly.host.internal.bench.Bench;
import io.epochly.host.internal.bench.Extent;
import io.epochly.host.internal.bench.Figure;
import io.epochly.host.internal.bench.HtmlPage;
import io.epochly.host.internal.bench.Report;
import io.epochly.host.internal.bench.devices.DevicesBench;
import io.epochly.host.internal.bench.peers.Peer;
import io.epochly.host.internal.bench.peers.PeerKind;
import io.epochly.host.internal.bench.peers.Peers;
import io.epochly.host.internal.bench.peers.Surroundings;
import io.epochly.host.internal.bench.start.StartBench;
import io.epochly.host.internal.bench.start.StartReport;
import io.epochly.host.internal.bench.workers.WorkersBench;
import io.epochly.host.internal.doctor.Doctor;
import io.epochly.host.internal.doctor.Finding;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code epochly-host bench FILE.py}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Times the functions of a file, plain and optimized. The file defines cases(), which returns"
          + " {name: (function, function that builds its arguments)}. Each call gets arguments of"
          + " its own, built outside the measured time.",
      "",
      "Peers run the same cases in turns with the optimized functions, outside the guest: with"
          + " your files in reach, but without the network. gcc compiles FILE.c beside FILE.py, a"
          + " program that reads names of cases, a line each, and answers each with a line:"
          + " milliseconds of one call and a checksum.",
      ""
    })
final class BenchCommand implements Callable<Integer> {
  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  private static final int MOST_SECONDS = 3600;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.py", arity = "0..1", description = "the file that defines cases()")
  private Path file = Path.of("");

  @Option(
      names = "--start",
      description = "measure starts instead: of processes, against GraalPy, and of guests")
  private boolean start;

  @Option(
      names = "--workers",
      description = "measure isolated workers instead: starts, tasks, arrays, a second one")
  private boolean workers;

  @Option(
      names = "--devices",
      description = "measure the best device instead: its process, launches, arrays")
  private boolean devices;

  @Option(
      names = "--guests",
      paramLabel = "N",
      defaultValue = "1000",
      description = "with --start: open and close so many guests (default: ${DEFAULT-VALUE})")
  private int guests;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "9",
      description = "calls of each function (default: ${DEFAULT-VALUE})")
  private int repeat;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "go on calling each function for so long, plain and optimized: for its peak, which"
              + " compilers may need seconds for")
  private double seconds;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "measure only these cases, separated by commas")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--vs",
      split = ",",
      paramLabel = "PEER",
      description = {
        "compare with gcc, gcc-openmp, numba, numba-parallel, pypy or python (CPython), or with"
            + " level-N, the same functions at another level; may be repeated"
      })
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--level",
      paramLabel = "N",
      description = "the level of the optimized functions, 0 to 4 (default: that of the guest)")
  private Optional<Integer> level = Optional.empty();

  @Option(
      names = "--peer-limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "end a peer that takes longer for one call (default: ${DEFAULT-VALUE})")
  private int peerLimit;

  @Option(
      names = "--allow-net",
      description = "let peers use the network where it cannot be taken from them")
  private boolean network;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures there as well")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--html", paramLabel = "FILE", description = "write a page with a chart there")
  private Optional<Path> html = Optional.empty();

  private final Map<String, String> environment;

  /**
   * @param environment of this process: where peers are found, and what they see a part of
   */
  BenchCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (repeat < 1) {
      return refuse("--repeat takes a number from 1 on");
    }
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      return refuse("--for takes seconds, from 0 to %d".formatted(MOST_SECONDS));
    }
    if (start) {
      return measureStarts();
    }
    if (workers) {
      return measure("--workers", progress -> WorkersBench.measure(repeat, progress));
    }
    if (devices) {
      return measure("--devices", progress -> DevicesBench.measure(repeat, progress));
    }
    if (file.toString().isEmpty()) {
      return refuse(
          "bench takes a file that defines cases(), or --start, or --workers, or --devices");
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      return refuse("can't open file '%s'".formatted(file));
    }
    if (peerLimit < 1) {
      return refuse("--peer-limit takes a number from 1 on");
    }
    if (level.filter(l -> l < 0 || l > 4).isPresent()) {
      return refuse("--level takes a number from 0 to 4");
    }
    for (String peer : peers) {
      if (PeerKind.named(peer).isEmpty() && ownLevel(peer).isEmpty()) {
        return refuse(
            "no peer is named %s; there are %s, and level-0 to level-4"
                .formatted(peer, String.join(", ", PeerKind.labels())));
      }
    }
    // Now rather than after a run that may have taken long.
    Optional<Path> unwritable = unwritable();
    if (unwritable.isPresent()) {
      return refuse("cannot write '%s'".formatted(unwritable.get()));
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    // The table alone belongs on standard output.
    GuestPolicy policy =
        GuestPolicy.builder()
            .allowPreciseClock()
            .allowRead(folder)
            .stdout(new FileOutputStream(FileDescriptor.err))
            .stderr(new FileOutputStream(FileDescriptor.err))
            .build();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(policy)) {
      return measure(Bench.load(guest, file));
    } catch (GuestException e) {
      spec.commandLine().getErr().print(e.traceback());
      spec.commandLine().getErr().flush();
      return FAILED;
    } catch (GuestFailure | LicenceRequiredException | IOException e) {
      spec.commandLine().getErr().println("epochly-host: " + e.getMessage());
      return FAILED;
    }
  }

  private int measureStarts() {
    if (!file.toString().isEmpty()) {
      return refuse("bench --start takes no file");
    }
    Optional<Path> unwritable = unwritable();
    if (unwritable.isPresent()) {
      return refuse("cannot write '%s'".formatted(unwritable.get()));
    }
    PrintWriter err = spec.commandLine().getErr();
    String home = System.getProperty("epochly.home", "");
    if (home.isEmpty()) {
      return refuse("bench --start measures the launcher: start it by epochly-host");
    }
    try {
      Finding image = Doctor.ofImage();
      if (!(image instanceof Finding.Ok)) {
        err.println("epochly-host: %s: %s".formatted(image.found(), image.mend()));
      }
      Progress progress = new Progress(err);
      StartReport report = StartBench.measure(Path.of(home), repeat, guests, progress);
      progress.accept("");
      return Math.max(print(report.figures()), writeHtml(report::page));
    } catch (IOException e) {
      err.println("epochly-host: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private Optional<Path> unwritable() {
    return Stream.of(json, html)
        .flatMap(Optional::stream)
        .filter(target -> !new OutputFile(target).isWritable())
        .findFirst();
  }

  private int print(List<Figure> figures) {
    spec.commandLine().getOut().print(Figure.table(figures));
    spec.commandLine().getOut().flush();
    Map<String, Double> tree = new LinkedHashMap<>();
    figures.forEach(figure -> tree.put(figure.key(), figure.value()));
    return writeJson(tree);
  }

  /** Measures something else than a file's cases. */
  @FunctionalInterface
  private interface Figures {
    List<Figure> measure(Consumer<String> progress) throws IOException, InterruptedException;
  }

  private int measure(String option, Figures what) {
    if (!file.toString().isEmpty()) {
      return refuse("bench %s takes no file".formatted(option));
    }
    if (html.isPresent()) {
      return refuse("bench %s draws no page: it has --json".formatted(option));
    }
    Optional<Path> unwritable = unwritable();
    if (unwritable.isPresent()) {
      return refuse("cannot write '%s'".formatted(unwritable.get()));
    }
    try {
      Progress progress = new Progress(spec.commandLine().getErr());
      List<Figure> figures = what.measure(progress);
      progress.accept("");
      return print(figures);
    } catch (GuestFailure
        | IsolationUnavailableException
        | LicenceRequiredException
        | IOException e) {
      spec.commandLine().getErr().println("epochly-host: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int measure(Bench bench) throws IOException {
    List<String> chosen = only.isEmpty() ? bench.names() : only;
    List<String> unknown = chosen.stream().filter(name -> !bench.names().contains(name)).toList();
    if (!unknown.isEmpty()) {
      return refuse(
          "%s has no case named %s; it has %s"
              .formatted(file, String.join(", ", unknown), String.join(", ", bench.names())));
    }
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err);
    Report report;
    try (Peers started = startPeers()) {
      started
          .leftOut()
          .forEach(
              (name, why) -> err.println("epochly-host: %s left out: %s".formatted(name, why)));
      List<Peer> compared = new ArrayList<>();
      peers.stream()
          .distinct()
          .flatMapToInt(peer -> ownLevel(peer).stream())
          .forEach(other -> compared.add(bench.atLevel(other)));
      compared.addAll(started.working());
      OptionalInt own = level.stream().mapToInt(Integer::intValue).findFirst();
      Extent extent = new Extent(repeat, Duration.ofMillis(Math.round(seconds * 1000)));
      report = bench.measure(chosen, extent, own, compared, started.leftOut(), progress);
    }
    progress.accept("");
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.table());
    out.flush();
    return write(report);
  }

  /** The level that a name of a peer means, if it means one. */
  private static OptionalInt ownLevel(String peer) {
    return peer.matches("level-[0-4]")
        ? OptionalInt.of(peer.charAt(peer.length() - 1) - '0')
        : OptionalInt.empty();
  }

  private Peers startPeers() throws IOException {
    List<PeerKind> kinds =
        peers.stream().distinct().map(PeerKind::named).flatMap(Optional::stream).toList();
    return Peers.start(
        kinds, file, new Surroundings(environment, Duration.ofSeconds(peerLimit), network));
  }

  private int write(Report report) {
    String date = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    int json = writeJson(report.tree());
    int html = writeHtml(() -> new HtmlPage(report, command(), date).text());
    return Math.max(json, html);
  }

  private int writeHtml(Supplier<String> page) {
    if (html.isEmpty()) {
      return 0;
    }
    try {
      new OutputFile(html.get()).write(page.get());
      return 0;
    } catch (IOException e) {
      return cannotWrite(html.get());
    }
  }

  private int writeJson(Object tree) {
    if (json.isEmpty()) {
      return 0;
    }
    try {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      new OutputFile(json.get()).write(mapper.writeValueAsString(tree) + "\n");
      return 0;
    } catch (IOException e) {
      return cannotWrite(json.get());
    }
  }

  private int cannotWrite(Path target) {
    spec.commandLine().getErr().println("epochly-host: cannot write '%s'".formatted(target));
    return FAILED;
  }

  /** What was typed, in the form of a shell. */
  private String command() {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .map(
            word -> word.matches("[\\w./=,:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "epochly-host ", ""));
  }

  private int refuse(String reason) {
    spec.commandLine().getErr().println("epochly-host: " + reason);
    return BAD_USAGE;
  }

  /** Shows on a terminal what is being measured, on one line that it takes away again. */
  private record Progress(PrintWriter err) implements Consumer<String> {
    @Override
    public void accept(String what) {
      if (System.console() != null && System.console().isTerminal()) {
        err.print("\r\u001b[K" + what);
        err.flush();
      }
    }
  }
}
