package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** In a place like the container of the deployment files. */
final class ContainerClaims {
  private static final Duration END = Duration.ofSeconds(2);
  private static final int BY_SIGTERM = 143;
  private static final Pattern C_LIBRARY =
      Pattern.compile(".*/(ld-linux|ld-musl|libc|libm|libdl|libpthread|librt|libz)[-.].*");

  private ContainerClaims() {}

  static void add(Checks checks) {
    checks
        .section("Containers")
        .claim(
            "An image needs a C library and a shell with its tools, and no JDK and no Python",
            ContainerClaims::minimal)
        .claim("It runs as the user 1000", ContainerClaims::notRoot)
        .claim(
            "It runs on a root file system that can't be written, with a /tmp of the size that is"
                + " declared, from which nothing is run",
            ContainerClaims::readOnly)
        .claim("It runs without a capability, and can't get one", ContainerClaims::noCapabilities)
        .claim(
            "Its health check answers in the time that the files give it", ContainerClaims::health)
        .claim(
            "SIGTERM ends it within 2 seconds, with status 143 and its log complete",
            ContainerClaims::endsBySigterm)
        .claim(
            "In such a place, with the kernel's doors to namespaces open, guests run in processes"
                + " of their own too",
            ContainerClaims::sandboxInside);
  }

  static String leastPrivileges(Stage stage) throws IOException, InterruptedException {
    return String.join("; ", notRoot(stage), readOnly(stage), noCapabilities(stage));
  }

  private static String minimal(Stage stage) throws IOException, InterruptedException {
    requireNone(
        stage.container().libraries().stream()
            .filter(file -> !C_LIBRARY.matcher(file).matches())
            .toList(),
        "files that it maps");
    return "outside of the distribution /proc/*/maps has the C library alone";
  }

  static String notRoot(Stage stage) throws IOException, InterruptedException {
    String id = stage.container().id();
    require(id.startsWith("uid=1000") && id.contains("gid=1000"), "id says %s", id);
    return "'id' beside it says " + id;
  }

  static String readOnly(Stage stage) throws IOException, InterruptedException {
    List<String> mounts = stage.container().mounts();
    List<String> writable =
        mounts.stream()
            .filter(mount -> mount.split(" ")[5].matches("rw(,.*)?"))
            .map(mount -> mount.split(" ")[4])
            .filter(place -> !place.matches("/(proc|dev)(/.*)?"))
            .sorted()
            .toList();
    require(
        writable.equals(List.of("/tmp", "/var/log/epochly")), "what can be written: %s", writable);
    String temporary =
        mounts.stream().filter(mount -> mount.split(" ")[4].equals("/tmp")).findFirst().orElse("");
    require(
        temporary.contains("size=%dk".formatted(stage.declaredTemporary()))
            && temporary.contains("noexec"),
        "/tmp is mounted as: %s",
        temporary);
    return "but for /proc and /dev, /tmp and the log's folder are all that could be written";
  }

  static String noCapabilities(Stage stage) throws IOException, InterruptedException {
    Map<String, String> status = stage.container().status();
    for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapAmb")) {
      require(status.getOrDefault(set, "").matches("0+"), "%s is %s", set, status.get(set));
    }
    require("1".equals(status.get("NoNewPrivs")), "it may get new privileges");
    return "/proc/*/status shows no capability, and NoNewPrivs";
  }

  static String health(Stage stage) throws IOException, InterruptedException {
    ContainerRun run = stage.container();
    require(
        run.health().status() == 0,
        "it gave %d: %s",
        run.health().status(),
        run.health().all().strip());
    require(
        run.healthTook().compareTo(stage.declaredHealthTimeout()) < 0,
        "it took %s",
        run.healthTook());
    return "'epochly-host healthcheck' beside it gave 0";
  }

  static String endsBySigterm(Stage stage) throws IOException, InterruptedException {
    ContainerRun run = stage.container();
    require(
        run.ending().finished().status() == BY_SIGTERM,
        "its status was %d",
        run.ending().finished().status());
    require(run.ending().took().compareTo(END) < 0, "it took %s", run.ending().took());
    require(
        run.log().stream().anyMatch(line -> line.contains("emergency_disabled")),
        "the log lacks what happened last");
    return "as process 1: status 143, in less than 2 s, the last event in the log";
  }

  private static String sandboxInside(Stage stage) throws IOException, InterruptedException {
    Tools.requireNamespaces();
    Tools.requireBubblewrap();
    Path place = Files.createDirectory(stage.launcher().folder().resolve("nested"));
    Sealed container =
        new Sealed(
            stage.launcher(),
            Files.createDirectory(place.resolve("app")),
            Files.createDirectory(place.resolve("log")),
            Files.createDirectory(place.resolve("secrets")),
            Files.createDirectory(place.resolve("tmp")),
            stage.declaredTemporary());
    List<String> command = new ArrayList<>(container.command(List.of()));
    command.addAll(List.of("--isolation=process", "-c", Programs.PLAIN_RUN));
    Finished run = stage.launcher().run(Map.of(), command).ok();
    require(run.out().equals(Programs.PLAIN_RUN_PRINTS), "it printed %s", run.out());
    return "a guest in a sandbox inside gave its result, without a capability around it. An engine"
        + " has the doors shut: deploy/kubernetes/process.yaml says which, and why";
  }
}
