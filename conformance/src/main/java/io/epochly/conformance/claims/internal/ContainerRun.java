package io.epochly.conformance.claims.internal;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import io.epochly.conformance.claims.internal.Service.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What was seen of a service in a place like the container of the deployment files, from its start
 * to its end by SIGTERM.
 *
 * @param said what it printed up to where it served
 * @param id what {@code id} printed beside it
 * @param status what the kernel says of its first process
 * @param mounts and of its mounts
 * @param libraries the files outside of the distribution that it has mapped
 * @param listening and where it listens
 * @param port the port that its metrics were to be on
 * @param otherAddress whether another address of the machine took a connection
 * @param scrape its metrics
 * @param health what the health check beside it gave
 * @param healthTook how long that took
 * @param told what the status beside it gave
 * @param doctor what the doctor beside it gave
 * @param stopped how long it took the emergency switch to be noticed by the guest
 * @param ending its end
 * @param log its log, in order of time
 * @param modes the modes of the files of its log
 */
record ContainerRun(
    List<String> said,
    String id,
    Map<String, String> status,
    List<String> mounts,
    Set<String> libraries,
    Set<String> listening,
    int port,
    boolean otherAddress,
    String scrape,
    Finished health,
    Duration healthTook,
    Finished told,
    Finished doctor,
    Duration stopped,
    Ending ending,
    List<String> log,
    Set<String> modes) {
  static ContainerRun of(Launcher launcher, Licences licences, long kilobytes)
      throws IOException, InterruptedException {
    Tools.requireNamespaces();
    Tools.requireBubblewrap();
    Path place = Files.createDirectory(launcher.folder().resolve("container"));
    Path secrets = folder(place, "secrets");
    Path app = folder(place, "app");
    Path logs = folder(place, "log");
    Files.writeString(app.resolve("main.py"), Programs.SERVICE);
    Path licence = Files.writeString(secrets.resolve("epochly_license"), licences.valid());
    Files.setPosixFilePermissions(licence, PosixFilePermissions.fromString("r--------"));
    try (Stream<Path> keys = Files.list(licences.keys())) {
      for (Path key : keys.toList()) {
        Files.copy(key, folder(secrets, "keys").resolve(key.getFileName()));
      }
    }
    Sealed container = new Sealed(launcher, app, logs, secrets, folder(place, "tmp"), kilobytes);
    int port = Scrape.freePort();
    List<String> command = new ArrayList<>(container.command(environment(port)));
    command.add("/app/main.py");
    try (Service service = launcher.start(Map.of(), command)) {
      List<String> said = List.of(service.line(), service.line());
      service.await("ready");
      long first = service.jvms().getFirst();
      Finished id = beside(launcher, first, "/usr/bin/id").ok();
      // A status is written some seconds after the start.
      Finished health = beside(launcher, first, Sealed.HOME + "/epochly-host", "healthcheck");
      for (int i = 0; i < 20 && health.status() != 0; i++) {
        Thread.sleep(500);
        health = beside(launcher, first, Sealed.HOME + "/epochly-host", "healthcheck");
      }
      long start = System.nanoTime();
      health = beside(launcher, first, Sealed.HOME + "/epochly-host", "healthcheck");
      Duration healthTook = Duration.ofNanos(System.nanoTime() - start);
      Finished told = beside(launcher, first, Sealed.HOME + "/epochly-host", "status", "--json");
      Finished doctor = beside(launcher, first, Sealed.HOME + "/epochly-host", "doctor", "--json");
      Map<String, String> status = Linux.status(first);
      List<String> mounts = Linux.mounts(first);
      Set<String> listening = Linux.listening(first);
      String scrape = Scrape.text(port);
      boolean otherAddress = Scrape.connects("127.0.0.2", port);
      Set<String> libraries = libraries(first);
      rotate(launcher, logs);
      start = System.nanoTime();
      beside(launcher, first, "/usr/bin/touch", "/tmp/emergency_disable").ok();
      service.await("disabled");
      Duration stopped = Duration.ofNanos(System.nanoTime() - start);
      Ending ending = service.end("TERM", first);
      return new ContainerRun(
          said,
          id.out().strip(),
          status,
          mounts,
          libraries,
          listening,
          port,
          otherAddress,
          scrape,
          health,
          healthTook,
          told,
          doctor,
          stopped,
          ending,
          lines(logs),
          modes(logs));
    }
  }

  private static List<String> environment(int port) {
    return List.of(
        "EPOCHLY_LOG_LEVEL=WARNING",
        "EPOCHLY_LOG_FORMAT=json",
        "EPOCHLY_LOG_FILE=/var/log/epochly/epochly.log",
        "EPOCHLY_TELEMETRY=0",
        "EPOCHLY_EMERGENCY_FILE=/tmp/emergency_disable",
        "EPOCHLY_LICENSE_REQUIRED=true",
        "EPOCHLY_LICENSE_KEY_FILE=/run/secrets/epochly_license",
        "EPOCHLY_LICENSE_PUBLIC_KEYS=/run/secrets/keys",
        "EPOCHLY_PROMETHEUS_PORT=" + port);
  }

  private static Path folder(Path parent, String name) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  private static Finished beside(Launcher launcher, long pid, String... command)
      throws IOException, InterruptedException {
    return launcher.run(Map.of(), Sealed.beside(pid, command));
  }

  /** By the shipped file, at this place. */
  private static void rotate(Launcher launcher, Path logs)
      throws IOException, InterruptedException {
    String shipped = Launcher.text(launcher.home().resolve("deploy/logrotate"));
    Path file =
        Files.writeString(
            launcher.folder().resolve("rotation"),
            shipped.replace("/var/log/epochly", logs.toString()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    launcher
        .run(
            Map.of(),
            List.of(
                Tools.logrotate().toString(),
                "--force",
                "--state",
                launcher.folder().resolve("rotation.state").toString(),
                file.toString()))
        .ok();
  }

  private static Set<String> libraries(long pid) throws IOException {
    Set<String> files = new TreeSet<>();
    for (String line : Linux.maps(pid)) {
      int path = line.indexOf('/');
      if (path >= 0 && !line.startsWith(Sealed.HOME, path)) {
        files.add(line.substring(path));
      }
    }
    return files;
  }

  private static List<String> lines(Path logs) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : List.of("epochly.log.1", "epochly.log")) {
      if (Files.exists(logs.resolve(name))) {
        lines.addAll(Files.readAllLines(logs.resolve(name)));
      }
    }
    return lines;
  }

  private static Set<String> modes(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      Set<String> modes = new TreeSet<>();
      for (Path file : files.toList()) {
        modes.add(
            file.getFileName()
                + " "
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
      return modes;
    }
  }
}
