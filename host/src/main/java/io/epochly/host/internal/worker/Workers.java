package io.epochly.host.internal.worker;

import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.IsolationUnavailableException;
import io.epochly.host.Limit;
import io.epochly.host.internal.files.Grant;
import io.epochly.host.internal.files.GuestFileSystem;
import io.epochly.host.internal.guest.ResolvedPolicy;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.shared.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;

/** Opens guests in processes of their own, and ends those that are open when it is closed. */
public final class Workers implements AutoCloseable {
  private static final long DEFAULT_HEAP = 512L << 20;
  private static final long DEFAULT_OVERHEAD = 4L << 30;
  private static final long SMALLEST_HEAP = 64L << 20;
  private static final long LARGEST_METASPACE = 512L << 20;
  private static final long LARGEST_DIRECT = 64L << 20;
  private static final String LIMITER = "prlimit";

  private final boolean guards;
  private final Launch launch;
  private final ScheduledExecutorService clock;

  /**
   * The kernel ends a worker with the thread that started it, and not with the process, so that one
   * has to live as long as the workers may.
   */
  private final ExecutorService starter;

  private final Set<ProcessSession> open = ConcurrentHashMap.newKeySet();
  private Optional<Setup> setup = Optional.empty();

  /** What was found out about this machine, once. */
  private record Setup(WorkerRuntime runtime, String obstacle, boolean limiter) {}

  private interface Launch {
    Process start(List<String> command) throws IOException;
  }

  /**
   * @param guards false only to test that the sandbox alone keeps every door shut
   */
  public Workers(boolean guards) {
    this(guards, Workers::start);
  }

  /** Those of a JVM that is watched: each is a thread of it, whatever its policy says. */
  public static Workers inThisProcess() {
    return new Workers(true, _ -> WorkerThread.start());
  }

  private Workers(boolean guards, Launch launch) {
    this.guards = guards;
    this.launch = launch;
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("epochly-clock").unstarted(task));
    timer.setRemoveOnCancelPolicy(true);
    this.clock = timer;
    this.starter =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("epochly-starter").unstarted(task));
  }

  /**
   * Opens a guest; the first one of a machine that was just started costs seconds.
   *
   * @throws IOException if a granted path cannot be resolved, or the process not be started
   * @throws IsolationUnavailableException if this machine cannot hold it as the policy asks
   * @throws GuestFailure if the worker ends before the guest is open
   */
  public Session open(GuestPolicy policy, ResolvedPolicy resolved) throws IOException {
    Setup machine = setup();
    List<String> reductions = missing(machine.obstacle(), machine.limiter());
    if (!reductions.isEmpty() && !policy.acceptReduced()) {
      throw new IsolationUnavailableException(
          "this machine cannot hold a guest in a process of its own: %s. GuestPolicy.acceptReduced"
                  .formatted(String.join("; ", reductions))
              + " opens it with less");
    }
    List<String> command = command(machine, policy, resolved);
    List<String> all = resolved.room().map(room -> holding(room, command)).orElse(command);
    Process process = onStarter(() -> launch.start(all));
    ProcessSession session =
        new ProcessSession(process, policy, resolved, List.copyOf(reductions), clock, open::remove);
    open.add(session);
    session.begin(guards);
    return session;
  }

  /** What this machine lacks for guests in processes, a sentence each. Starts a sandbox, to see. */
  public static List<String> missing() throws InterruptedException {
    return missing(Sandbox.obstacle(), isOnPath(LIMITER));
  }

  private static List<String> missing(String obstacle, boolean limiter) {
    List<String> missing = new ArrayList<>();
    if (!obstacle.isEmpty()) {
      missing.add("no sandbox: " + obstacle);
    }
    if (!limiter) {
      missing.add(
          "no limits of CPU time and address space by the kernel: prlimit is not installed"
              + " (the package util-linux)");
    }
    return missing;
  }

  /** The command as a program that has the shared memory open: Java closes what it has itself. */
  private static List<String> holding(Room room, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "exec \"$@\" %d<>%s".formatted(HostRoom.DESCRIPTOR, room.path()),
                "sh"));
    all.addAll(command);
    return all;
  }

  private static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    // The sandbox clears it too, but is not always there.
    builder.environment().keySet().retainAll(Set.of("PATH", "JAVA_HOME", "HOME"));
    builder.directory(Path.of("/").toFile());
    return builder.start();
  }

  private synchronized Setup setup() {
    if (setup.isEmpty()) {
      try {
        setup = Optional.of(new Setup(WorkerRuntime.find(), Sandbox.obstacle(), isOnPath(LIMITER)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before the guest was open", e);
      }
    }
    return setup.get();
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static List<String> command(Setup machine, GuestPolicy policy, ResolvedPolicy resolved)
      throws IOException {
    long heap = heap(policy, resolved);
    if (heap < SMALLEST_HEAP) {
      throw new IllegalArgumentException(
          "a heap of %d bytes is too small for a guest: it takes %d or more"
              .formatted(heap, SMALLEST_HEAP));
    }
    List<String> command = new ArrayList<>();
    if (machine.limiter()) {
      command.addAll(limits(policy, resolved));
    }
    boolean confined = machine.obstacle().isEmpty();
    if (confined) {
      List<Grant> grants = resolved.grants();
      command.addAll(
          new Sandbox(machine.runtime())
              .command(grants, policy.network(), resolved.room().isPresent()));
    }
    command.addAll(confined ? machine.runtime().command() : machine.runtime().unconfined());
    if (confined) {
      command.add("-D%s=true".formatted(GuestFileSystem.SANDBOXED));
    }
    command.add("-Xmx" + heap);
    if (resolved.room().isPresent()) {
      // As large as it becomes in any case where there is memory: else each large array has a
      // collection.
      long young = Math.min(heap / 3, Runtime.getRuntime().maxMemory() / 4);
      command.add("-XX:NewSize=" + young);
    }
    policy.limit(Limit.STACK).ifPresent(bytes -> command.add("-Xss" + bytes));
    command.addAll(
        List.of(
            "-XX:MaxMetaspaceSize=" + LARGEST_METASPACE,
            "-XX:MaxDirectMemorySize=" + LARGEST_DIRECT,
            // The host can tell why it ended, and nothing is left that runs on without memory.
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-Duser.name=guest",
            "-Duser.home=/tmp",
            "-Duser.timezone=UTC",
            Worker.class.getName()));
    return command;
  }

  /** How many bytes of heap a guest may have. */
  static long heap(GuestPolicy policy, ResolvedPolicy resolved) {
    // What comes through shared memory lies in the heap then, as does what goes back.
    long arrays =
        policy.limit(Limit.ADDRESS_SPACE).isPresent()
            ? 0
            : 2 * resolved.room().map(Room::size).orElse(0L);
    return policy.limit(Limit.HEAP).orElse(DEFAULT_HEAP + arrays);
  }

  /** How many bytes of addresses. */
  static long addressSpace(GuestPolicy policy, ResolvedPolicy resolved) {
    return policy.limit(Limit.ADDRESS_SPACE).orElse(heap(policy, resolved) + DEFAULT_OVERHEAD);
  }

  private static List<String> limits(GuestPolicy policy, ResolvedPolicy resolved) {
    List<String> limits =
        new ArrayList<>(List.of(LIMITER, "--core=0", "--as=" + addressSpace(policy, resolved)));
    policy
        .limit(Limit.CPU_TIME)
        .ifPresent(
            // At the first the kernel sends a signal that tells the host why it ended.
            seconds -> limits.add("--cpu=%d:%d".formatted(seconds, seconds + 1)));
    limits.add("--");
    return limits;
  }

  private Process onStarter(Callable<Process> start) throws IOException {
    try {
      return starter.submit(start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the guest was open", e);
    }
  }

  @Override
  public void close() {
    open.forEach(ProcessSession::close);
    starter.shutdown();
    clock.shutdownNow();
  }
}
