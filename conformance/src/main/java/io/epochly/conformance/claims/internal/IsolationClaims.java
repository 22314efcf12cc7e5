package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

import io.epochly.conformance.attacks.AttackResult;
import io.epochly.conformance.attacks.AttackSuite;
import io.epochly.conformance.attacks.Verdict;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Processes, contexts and memory. */
final class IsolationClaims {
  private static final Set<String> BETWEEN_GUESTS =
      Set.of("guests/module_state", "guests/builtins", "guests/released_memory");

  private IsolationClaims() {}

  static void add(Checks checks) {
    checks
        .section("Isolation")
        .claim(
            "As many workers as were asked for are processes of their own, without privileges",
            IsolationClaims::workersWithoutPrivileges)
        .claim(
            "Guests in contexts have each a lock of its own: one that holds it stops no other",
            IsolationClaims::locks)
        .claim(
            "Guests in contexts can't get at each other's data", IsolationClaims::betweenContexts)
        .claim(
            "A crash of a worker in a process harms no other; one of the host's JVM ends all guests"
                + " in its contexts, and leaves no process behind",
            IsolationClaims::crashes)
        .claim(
            "The least privileges are enough: not root, read-only, no capability, not even to bind"
                + " low ports",
            ContainerClaims::leastPrivileges)
        .section("Memory")
        .claim(
            "Memory that a host shares with its workers has no name that others could open, and no"
                + " other process has it",
            IsolationClaims::sharedMemory)
        .claim(
            "Memory on a device is of a process for each guest, up to the limit that is set",
            IsolationClaims::deviceMemory);
  }

  private static String workersWithoutPrivileges(Stage stage)
      throws IOException, InterruptedException {
    WorkersRun run = stage.workers();
    require(run.workers().size() == 2, "%d workers instead of 2", run.workers().size());
    run.privileges()
        .forEach(
            (pid, status) -> {
              require(status.get("CapEff").matches("0+"), "%d has capabilities", pid);
              require("1".equals(status.get("NoNewPrivs")), "%d may get new privileges", pid);
            });
    return "2 processes, no capability, no new privileges";
  }

  /** A builtin that does not look up holds the lock for as long as it runs. */
  private static String locks(Stage stage) throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (EpochlyHost host = EpochlyHost.builder().audit(_ -> {}).build();
        Guest busy = host.openGuest(GuestPolicy.closed());
        Guest other = host.openGuest(GuestPolicy.closed())) {
      other.eval("x = 1");
      busy.eval("x = 1");
      Thread holder =
          Thread.ofPlatform()
              .start(
                  () -> {
                    busy.eval("x = sum(range(10 ** 8))");
                    ended.countDown();
                  });
      Thread.sleep(200);
      long answer = other.eval("6 * 7").asLong();
      boolean held = !ended.await(0, TimeUnit.SECONDS);
      holder.join();
      require(answer == 42 && held, "the other guest answered after the first had ended");
    }
    return "a guest answered while another was in a builtin that keeps its lock";
  }

  private static String betweenContexts(Stage stage) throws InterruptedException {
    try (EpochlyHost host = EpochlyHost.builder().audit(_ -> {}).build()) {
      List<AttackResult> results =
          AttackSuite.standard()
              .only(attack -> BETWEEN_GUESTS.contains(attack.id()))
              .check(host, Isolation.CONTEXT, _ -> {});
      require(
          results.size() == BETWEEN_GUESTS.size(),
          "only %d of the attacks are there",
          results.size());
      requireNone(
          results.stream().filter(result -> result.verdict() != Verdict.HELD).toList(),
          "attacks between guests");
      return results.size() + " attacks of one guest on another were denied";
    }
  }

  private static String crashes(Stage stage) throws IOException, InterruptedException {
    WorkersRun run = stage.workers();
    require(
        run.afterCrash().equals(WorkersRun.RESULT),
        "after a worker's crash the host said '%s'",
        run.afterCrash());
    require(run.crash().status() != 0, "the host outlived a segmentation fault");
    requireNone(run.left(), "processes that outlived the host");
    return "SIGSEGV to a worker: the next tasks had their results; to the host: all its processes"
        + " ended";
  }

  private static String sharedMemory(Stage stage) throws IOException, InterruptedException {
    WorkersRun run = stage.workers();
    require(!run.shared().isEmpty(), "the host shares no memory");
    requireNone(
        run.shared().values().stream()
            .filter(name -> !(name.startsWith("/memfd:") && name.endsWith(" (deleted)")))
            .toList(),
        "shared memory with a name");
    requireNone(run.strangers(), "processes that have it, and are none of the host's");
    return "it is no file that could be opened, and no process of this machine has it but the host and"
        + " its workers. Who has the host's user and is in no sandbox can read its memory, as any"
        + " process's";
  }

  private static String deviceMemory(Stage stage) throws IOException, InterruptedException {
    Map<String, String> limit = Map.of("EPOCHLY_GPU_MEMORY_LIMIT", "1");
    String below = stage.onDevice(limit, 1000);
    String above = stage.onDevice(limit, 1_000_000);
    require(below.startsWith("2.0\n") && above.startsWith("2.0\n"), "a result is wrong");
    require(
        above.contains("may be used") && !below.contains("may be used"),
        "no limit was met: %s",
        above);
    return "at a limit of 1 MB, 8 MB of numbers ran on the cores, with the reason, and 8 kB on the"
        + " device";
  }
}
