package io.epochly.conformance.claims.internal;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import io.epochly.host.Isolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where claims are looked at: a distribution, a temporary folder, and what was seen already. */
public final class Stage implements AutoCloseable {
  private static final Pattern HEALTH_TIMEOUT = Pattern.compile("timeout: (\\d+)s");
  private static final Pattern TMP_SIZE = Pattern.compile("- /tmp:.*size=(\\d+)m");
  private static final int KILO = 1024;

  /** What the guest writes that may. */
  static final String GRANTED = "granted";

  private final Launcher launcher;
  private final Map<Isolation, Observed<Trace>> traces = new EnumMap<>(Isolation.class);
  private final Observed<Licences> licences;
  private final Observed<ContainerRun> container;
  private final Observed<WorkersRun> workers;
  private final Observed<String> debugLog;
  private final Observed<Trace> talking;
  private final Observed<List<Finished>> withoutInterfaces;
  private final Observed<Boolean> hasDevice;

  private Stage(Launcher launcher) {
    this.launcher = launcher;
    for (Isolation isolation : Isolation.values()) {
      traces.put(isolation, new Observed<>(() -> trace(isolation)));
    }
    licences = new Observed<>(() -> Licences.make(launcher));
    container =
        new Observed<>(() -> ContainerRun.of(launcher, licences.get(), declaredTemporary()));
    workers = new Observed<>(() -> WorkersRun.of(launcher, licences.get()));
    debugLog = new Observed<>(this::logOfATalkativeGuest);
    talking = new Observed<>(this::connecting);
    withoutInterfaces = new Observed<>(this::inEmptyNamespaces);
    hasDevice = new Observed<>(() -> launcher.run(Map.of(), "devices").status() == 0);
  }

  /**
   * A new one.
   *
   * @throws IOException if the distribution has no launcher, or no folder can be made
   */
  public static Stage of(Path distribution) throws IOException {
    Path home = distribution.toRealPath();
    if (!Files.isExecutable(home.resolve("epochly-host"))) {
      throw new IOException("no distribution, as it has no launcher: " + home);
    }
    return new Stage(new Launcher(home, Files.createTempDirectory("claims").toRealPath()));
  }

  private Trace trace(Isolation isolation) throws IOException, InterruptedException {
    return Trace.of(
        launcher,
        Map.of("EPOCHLY_TELEMETRY", "1"),
        "--isolation=" + isolation.name().toLowerCase(Locale.ROOT),
        "-c",
        Programs.PLAIN_RUN);
  }

  private Trace connecting() throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Trace.of(
          launcher,
          Map.of(),
          "--allow-net",
          "--allow-write=" + launcher.folder(),
          "-c",
          "import socket; socket.create_connection(('127.0.0.1', %d)); open('%s', 'w').close()"
              .formatted(server.getLocalPort(), launcher.folder().resolve(GRANTED)));
    }
  }

  private List<Finished> inEmptyNamespaces() throws IOException, InterruptedException {
    Tools.requireNamespaces();
    Map<String, String> environment = new HashMap<>(licences().required());
    environment.put("EPOCHLY_LICENSE_KEY", licences().valid());
    environment.put("EPOCHLY_OFFLINE_MODE", "1");
    List<Finished> runs = new ArrayList<>();
    for (Isolation isolation : Isolation.values()) {
      List<String> command =
          launcher.command(
              List.of("unshare", "--user", "--map-root-user", "--net"),
              "--isolation=" + isolation.name().toLowerCase(Locale.ROOT),
              "-c",
              Programs.PLAIN_RUN);
      runs.add(launcher.run(environment, command));
    }
    return runs;
  }

  private String logOfATalkativeGuest() throws IOException, InterruptedException {
    Path log = launcher.folder().resolve("debug.log");
    launcher.run(
        Map.of("EPOCHLY_LOG_LEVEL", "DEBUG", "EPOCHLY_LOG_FILE", log.toString()),
        "--allow-workers=1",
        "-c",
        Programs.TALKATIVE,
        "planted argument");
    return Launcher.text(log);
  }

  Launcher launcher() {
    return launcher;
  }

  /** A run as anybody starts one, under strace. */
  Trace run(Isolation isolation) throws IOException, InterruptedException {
    return traces.get(isolation).get();
  }

  /** A run that may use the network and write a file, and does, under strace. */
  Trace talkingRun() throws IOException, InterruptedException {
    return talking.get();
  }

  /** Runs at both strengths, offline and with a licence, where there is no network interface. */
  List<Finished> runsWithoutInterfaces() throws IOException, InterruptedException {
    return withoutInterfaces.get();
  }

  Licences licences() throws IOException, InterruptedException {
    return licences.get();
  }

  ContainerRun container() throws IOException, InterruptedException {
    return container.get();
  }

  WorkersRun workers() throws IOException, InterruptedException {
    return workers.get();
  }

  /** The log at DEBUG of a guest that had something of each kind to tell. */
  String debugLog() throws IOException, InterruptedException {
    return debugLog.get();
  }

  /** What a run says that multiplies so many numbers on a device, and then explains itself. */
  String onDevice(Map<String, String> environment, int count)
      throws IOException, InterruptedException {
    if (!hasDevice.get()) {
      throw new MissingToolException("needs an OpenCL device");
    }
    return launcher
        .run(environment, "--allow-devices", "-c", Programs.ON_DEVICE.formatted(count))
        .ok()
        .out();
  }

  /** A file of the deployment. */
  String deployment(String name) throws IOException {
    return Launcher.text(launcher.home().resolve("deploy").resolve(name));
  }

  /** How long a healthcheck may take by the files for containers. */
  Duration declaredHealthTimeout() throws IOException {
    Matcher timeout = HEALTH_TIMEOUT.matcher(deployment("compose.yaml"));
    Checks.require(timeout.find(), "deploy/compose.yaml declares no timeout of the healthcheck");
    return Duration.ofSeconds(Long.parseLong(timeout.group(1)));
  }

  /** The size of /tmp that the files for containers declare, in KiB. */
  long declaredTemporary() throws IOException {
    Matcher size = TMP_SIZE.matcher(deployment("compose.yaml"));
    Checks.require(size.find(), "deploy/compose.yaml declares no size of /tmp");
    return Long.parseLong(size.group(1)) * KILO;
  }

  /** A file to write to. */
  Path file(String name, String text) throws IOException {
    return Files.writeString(launcher.folder().resolve(name), text);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(launcher.folder())) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
