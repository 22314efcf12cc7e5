package io.epochly.conformance.attacks.internal;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells whether an attack did harm: to another guest of the same host, or to the host's process.
 */
final class Canary implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String STATE =
      """
      import json, math, random, threading, os, sys, builtins, pickle, collections
      def sing():
          random.seed(7)
          return json.dumps([
              sum(range(1000)), math.sqrt(2), sorted([3, 1, 2]), "a" + "b", random.random(),
              len(open.__name__), str(ValueError("x")), dict(a=1), 10**20 % 7, int("12"),
              abs(-1), len([1]), pickle.loads(pickle.dumps([1, 2])), True is True, max(1, 2),
              len(sys.meta_path), hasattr(builtins, "stolen"), hasattr(sys, "stolen")])
      """;

  private final Guest guest;
  private final String song;

  Canary(EpochlyHost host, Isolation isolation) {
    guest = host.openGuest(GuestPolicy.builder().isolation(isolation).build());
    guest.eval(STATE);
    song = guest.eval("sing()").asString();
  }

  /** What the names of threads start with that the host lends to kernels, and keeps for a while. */
  private static final String LENT = "epochly-core-";

  /** What there is of this process, to compare with after a run. */
  record Before(Set<Thread> threads, Set<ProcessHandle> processes) {}

  Before before() {
    return new Before(Thread.getAllStackTraces().keySet(), new HashSet<>(descendants().toList()));
  }

  /** What harm was done since; empty if none. */
  Optional<String> harm(Before before, Scene scene) {
    try {
      if (!guest.eval("sing()").asString().equals(song)) {
        return Optional.of("another guest of the host computes something else now");
      }
    } catch (GuestFailure | ClassCastException e) {
      return Optional.of("another guest of the host is no more: " + e.getMessage());
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> left = left(before);
    while (!left.isEmpty() && System.nanoTime() < end) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        end = System.nanoTime();
      }
      left = left(before);
    }
    if (!left.isEmpty()) {
      return Optional.of("left behind: " + String.join(", ", left));
    }
    return scene.isWritten()
        ? Optional.of("the folder of the secrets is not as it was")
        : Optional.empty();
  }

  private static List<String> left(Before before) {
    List<String> left = new ArrayList<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              boolean harmless =
                  thread.getName().startsWith(LENT)
                      ? !isInKernel(stack)
                      : before.threads().contains(thread) || isOfJvm(thread.getName());
              if (!harmless) {
                left.add("thread " + thread.getName());
              }
            });
    descendants()
        .filter(process -> !before.processes().contains(process))
        .forEach(process -> left.add("process " + process.pid()));
    return left;
  }

  private static boolean isInKernel(StackTraceElement[] stack) {
    return Stream.of(stack).anyMatch(frame -> frame.getClassName().contains(".CompiledCode"));
  }

  private static Stream<ProcessHandle> descendants() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive);
  }

  /**
   * Threads that come and go as the JVM and the compilers need them; and those of a host, one of
   * each, that it starts with its first process.
   */
  private static boolean isOfJvm(String name) {
    return Stream.of(
            "C1 ",
            "C2 ",
            "TruffleCompiler",
            "process reaper",
            "Truffle-",
            "Common-Cleaner",
            "attacks-",
            "python-actions-pool",
            "JVMCI",
            "Attach",
            "Keep-Alive",
            "HttpClient",
            "Cleaner",
            "ForkJoinPool.commonPool-",
            "epochly-clock",
            "epochly-starter",
            "epochly-warm-up")
        .anyMatch(name::startsWith);
  }

  @Override
  public void close() {
    guest.close();
  }
}
