package io.epochly.conformance.claims.internal;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was seen of a host with two workers in processes, one of which was crashed, and then the
 * host itself.
 *
 * @param workers the workers' JVMs
 * @param namespaces of each, by kind
 * @param privileges what the kernel says of each worker
 * @param shared the memory that the host may write and share with others, by inode and name
 * @param strangers the processes of this machine that have some of it, and are not of this host
 * @param listening where any of them listens
 * @param seen the arguments of all, and the environments of those that the host started
 * @param afterCrash what the host printed after a worker had crashed
 * @param crash the end of the host by a crash
 * @param left the processes that outlived the crash of the host
 */
record WorkersRun(
    List<Long> workers,
    Map<Long, Map<String, String>> namespaces,
    Map<Long, Map<String, String>> privileges,
    Map<String, String> shared,
    Set<Long> strangers,
    Set<String> listening,
    String seen,
    String afterCrash,
    Finished crash,
    List<Long> left) {
  static final String RESULT = "4";
  static final List<String> KINDS = List.of("user", "pid", "net", "mnt", "ipc", "uts");

  private static final int WAIT_MS = 100;
  private static final int WAITS = 50;

  static WorkersRun of(Launcher launcher, Licences licences)
      throws IOException, InterruptedException {
    Tools.requireBubblewrap();
    Map<String, String> environment =
        Map.of(
            "EPOCHLY_PARALLEL_BACKEND",
            "process",
            "EPOCHLY_LICENSE_KEY",
            licences.valid(),
            "EPOCHLY_LICENSE_PUBLIC_KEYS",
            licences.keys().toString(),
            "EPOCHLY_LOG_LEVEL",
            "DEBUG");
    List<String> command =
        launcher.command(List.of(), "--allow-workers=2", "--allow-env", "-c", Programs.WORKERS);
    try (Service service = launcher.start(environment, command)) {
      service.await(RESULT);
      long host = service.pid();
      List<Long> workers = service.jvms().stream().filter(pid -> pid != host).toList();
      Map<Long, Map<String, String>> namespaces = new HashMap<>();
      Map<Long, Map<String, String>> privileges = new HashMap<>();
      Set<String> listening = new HashSet<>();
      StringBuilder seen = new StringBuilder();
      for (long pid : service.tree()) {
        listening.addAll(Linux.listening(pid));
        seen.append(Linux.arguments(pid)).append('\n');
        if (pid != host) {
          seen.append(Linux.environment(pid)).append('\n');
        }
      }
      for (long pid : workers) {
        privileges.put(pid, Linux.status(pid));
      }
      List<Long> all = new ArrayList<>(workers);
      all.add(host);
      for (long pid : all) {
        Map<String, String> kinds = new HashMap<>();
        KINDS.forEach(kind -> kinds.put(kind, Linux.namespace(pid, kind)));
        namespaces.put(pid, kinds);
      }
      List<Long> tree = service.tree();
      Map<String, String> shared = Linux.shared(host);
      Set<Long> strangers = Linux.holders(shared.keySet());
      tree.forEach(strangers::remove);
      Linux.signal("SEGV", workers.getFirst());
      // Tasks that the dead worker had, or was being given, fail; those after them do not.
      service.tell("");
      service.line();
      service.tell("");
      String afterCrash = service.line();
      Finished crash = service.end("SEGV", host).finished();
      return new WorkersRun(
          workers,
          namespaces,
          privileges,
          shared,
          strangers,
          listening,
          seen.toString() + crash.err(),
          afterCrash,
          crash,
          left(tree));
    }
  }

  private static List<Long> left(List<Long> tree) throws InterruptedException {
    List<Long> left = tree;
    for (int i = 0; i < WAITS && !left.isEmpty(); i++) {
      Thread.sleep(WAIT_MS);
      left = left.stream().filter(pid -> !Linux.program(pid).isEmpty()).toList();
    }
    return left;
  }
}
