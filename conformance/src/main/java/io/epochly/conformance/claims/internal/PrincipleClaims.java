package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import io.epochly.host.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the design is to hold. */
final class PrincipleClaims {
  /**
   * The kernel's own files; the JVM's numbers on itself, whose file is named after the process; and
   * the host's status.
   */
  private static final Pattern NO_DATA =
      Pattern.compile(
          "/dev/(null|tty)|(.*/)?proc/.*|setgroups|[ug]id_map|\\d+|.*/hsperfdata_.*|.*/epochly-\\d+/\\d+-[^/]+\\.json\\.new");

  /** The launcher's tools, the JVM with its own helper, and what makes a sandbox. */
  private static final Set<String> PROGRAMS =
      Set.of(
          "epochly-host",
          "java",
          "jspawnhelper",
          "bwrap",
          "prlimit",
          "strace",
          "sh",
          "dash",
          "bash",
          "env",
          "getconf",
          "sed",
          "head",
          "readlink",
          "dirname",
          "true");

  private PrincipleClaims() {}

  static void add(Checks checks) {
    checks
        .section("Principles")
        .claim("Compiling and running talks to no network", PrincipleClaims::silence)
        .claim(
            "All work is done on this machine: it is done where there is no network interface",
            PrincipleClaims::withoutInterfaces)
        .claim(
            "What a guest computes with leaves in no file, program or connection that nobody"
                + " granted",
            PrincipleClaims::leavesNothing)
        .claim("Workers in processes reach neither each other nor the host", PrincipleClaims::apart)
        .claim("Nothing listens", PrincipleClaims::nothingListens);
  }

  static String silence(Stage stage) throws IOException, InterruptedException {
    for (Isolation isolation : Isolation.values()) {
      Trace run = stage.run(isolation);
      require(
          run.finished().ok().out().equals(Programs.PLAIN_RUN_PRINTS),
          "the run printed %s",
          run.finished().out());
      requireNone(run.talk(), "calls that talk");
    }
    require(
        stage.talkingRun().talk().stream().anyMatch(call -> call.startsWith("connect(")),
        "a run that may connect, and does, is not seen to");
    return "strace saw no bind, listen, connect or send of a context or a process, and saw the one"
        + " of a guest that may";
  }

  static String withoutInterfaces(Stage stage) throws IOException, InterruptedException {
    for (Finished run : stage.runsWithoutInterfaces()) {
      require(run.ok().out().equals(Programs.PLAIN_RUN_PRINTS), "the run printed %s", run.out());
    }
    return "both strengths give their results in a network namespace with nothing in it, offline and"
        + " with a licence that they need";
  }

  static String leavesNothing(Stage stage) throws IOException, InterruptedException {
    silence(stage);
    require(
        stage.talkingRun().written().stream().anyMatch(name -> name.endsWith(Stage.GRANTED)),
        "a run that may write a file, and does, is not seen to");
    for (Isolation isolation : Isolation.values()) {
      Trace run = stage.run(isolation);
      Set<String> written =
          run.written().stream()
              .filter(name -> !NO_DATA.matcher(name).matches())
              .collect(Collectors.toSet());
      requireNone(written, "files written by a run in a " + isolation);
      Set<String> others =
          run.programs().stream()
              .filter(name -> !PROGRAMS.contains(Path.of(name).getFileName().toString()))
              .collect(Collectors.toSet());
      for (String name : run.written()) {
        String status = name.replaceAll("\\.new$", "");
        require(!name.endsWith(".new") || !Files.exists(Path.of(status)), "%s was left", status);
      }
      requireNone(others, "programs started by a run in a " + isolation);
    }
    return "strace saw no file written but the JVM's numbers and the host's status, which are gone, and"
        + " no program started but the launcher's own";
  }

  static String apart(Stage stage) throws IOException, InterruptedException {
    WorkersRun run = stage.workers();
    require(run.workers().size() == 2, "%d workers instead of 2", run.workers().size());
    for (String kind : WorkersRun.KINDS) {
      Set<String> different =
          run.namespaces().values().stream()
              .map(kinds -> kinds.getOrDefault(kind, ""))
              .collect(Collectors.toSet());
      require(
          different.size() == 3 && !different.contains(""),
          "the host and its two workers are in %d namespaces of the kind %s",
          different.size(),
          kind);
    }
    return "two workers and the host are each in namespaces of their own: "
        + String.join(", ", WorkersRun.KINDS);
  }

  static String nothingListens(Stage stage) throws IOException, InterruptedException {
    requireNone(stage.workers().listening(), "a host with workers listens");
    ContainerRun service = stage.container();
    require(
        service.listening().equals(Set.of("127.0.0.1:" + service.port())),
        "a service with metrics listens on %s",
        service.listening());
    return "/proc shows no listening socket of a host and its workers, and the one of a host that"
        + " was given a port";
  }
}
