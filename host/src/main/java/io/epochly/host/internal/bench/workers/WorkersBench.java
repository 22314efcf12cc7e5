package io.epochly.host.internal.bench.workers;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.host.GuestPool;
import io.epochly.host.Isolation;
import io.epochly.host.internal.bench.Figure;
import io.epochly.host.internal.io.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures workers of one guest on this machine. */
public final class WorkersBench {
  private static final int TASKS = 10_000;
  private static final int ARRAY_BYTES = 64 << 20;
  private static final double MILLIS = 1e6;

  /** How long arrays may take, and how long they are to get no quicker, for each of the rounds. */
  private static final long LONGEST_NANOS = 15_000_000_000L;

  private static final long SETTLED_NANOS = 3_000_000_000L;

  private final EpochlyHost host;
  private final int rounds;
  private final Consumer<String> progress;
  private final List<Figure> figures = new ArrayList<>();

  private WorkersBench(EpochlyHost host, int rounds, Consumer<String> progress) {
    this.host = host;
    this.rounds = rounds;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param rounds how often each thing is done; arrays are to get no quicker for eight times as
   *     many rounds, and three seconds for each, and plain Python for twice as many rounds before
   *     it is measured
   * @throws IOException if the program that is measured is missing
   */
  public static List<Figure> measure(int rounds, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (EpochlyHost host = EpochlyHost.create()) {
      WorkersBench bench = new WorkersBench(host, rounds, progress);
      bench.starts();
      bench.inGuest(bench::tasks);
      bench.inGuest(bench::arrays);
      bench.inGuest(bench::second);
      return List.copyOf(bench.figures);
    }
  }

  /** Each in a guest with workers of its own: else the JIT is still busy with what came before. */
  private void inGuest(Consumer<Guest> part) throws IOException {
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(2).allowPreciseClock().build();
    try (Guest guest = host.openGuest(policy)) {
      guest.eval(Resources.text(WorkersBench.class, "workers.py"));
      part.accept(guest);
    }
  }

  private void add(String name, String key, double value, String unit, String target) {
    figures.add(new Figure(name, key, value, unit, target));
  }

  private void starts() throws InterruptedException {
    GuestPolicy policy = GuestPolicy.builder().isolation(Isolation.PROCESS).build();
    double cold = Double.MAX_VALUE;
    for (int i = 1; i <= rounds; i++) {
      progress.accept("worker processes, %d of %d".formatted(i, rounds));
      long start = System.nanoTime();
      try (Guest guest = host.openGuest(policy)) {
        guest.eval("1 + 1");
        cold = Math.min(cold, (System.nanoTime() - start) / MILLIS);
      }
    }
    add("a worker process, from nothing", "worker_cold_ms", cold, "ms", "2500 at most");
    double warm = Double.MAX_VALUE;
    try (GuestPool pool = host.pool(policy, 1)) {
      for (int i = 1; i <= rounds; i++) {
        while (pool.ready() == 0) {
          Thread.sleep(1);
        }
        long start = System.nanoTime();
        try (Guest guest = pool.take()) {
          guest.eval("1 + 1");
          warm = Math.min(warm, (System.nanoTime() - start) / MILLIS);
        }
      }
    }
    add("one kept ready, to its first result", "worker_warm_ms", warm, "ms", "50 at most");
  }

  private void tasks(Guest guest) {
    double first = 0;
    double most = 0;
    for (int i = 1; i <= rounds; i++) {
      progress.accept("tasks, %d of %d".formatted(i, rounds));
      double rate = TASKS / guest.call("tiny_tasks", TASKS).asDouble();
      first = i == 1 ? rate : first;
      most = Math.max(most, rate);
    }
    add("tiny tasks by 2 workers, the first 10,000", "tasks_first_per_s", first, "/s", "");
    add("the best 10,000", "tasks_per_s", most, "/s", "5000 at least");
  }

  private void arrays(Guest guest) {
    guest.call("make_array", ARRAY_BYTES);
    Least copy = new Least();
    Least down = new Least();
    Least both = new Least();
    // Three JVMs compile what copies them, and their heaps grow: for half a minute nothing may get
    // quicker, and then all does.
    long end = System.nanoTime() + rounds * LONGEST_NANOS;
    long settled = System.nanoTime();
    for (int i = 1, since = 0;
        (since < 8 * rounds || System.nanoTime() < settled + rounds * SETTLED_NANOS)
            && System.nanoTime() < end;
        i++) {
      progress.accept("arrays, round %d".formatted(i));
      boolean quicker = copy.add(guest.call("array_copied").asDouble());
      quicker |= down.add(guest.call("array_down").asDouble());
      quicker |= both.add(guest.call("array_down_and_up").asDouble());
      since = quicker ? 0 : since + 1;
      settled = quicker ? System.nanoTime() : settled;
    }
    add("64 MiB copied in the guest", "copy_ms", copy.millis(), "ms", "");
    add("to a worker", "array_down_ms", down.millis(), "ms", "");
    add("to a worker and back", "array_both_ms", both.millis(), "ms", "");
    add(
        "the same, of such a copy",
        "array_both_copies",
        both.seconds / copy.seconds,
        "x",
        "3 at most");
  }

  /** The least of many times. */
  private static final class Least {
    private static final double CLEARLY = 0.98;

    private double seconds = Double.MAX_VALUE;

    /** True if this one is clearly less than those before. */
    boolean add(double next) {
      boolean less = next < CLEARLY * seconds;
      seconds = Math.min(seconds, next);
      return less;
    }

    double millis() {
      return seconds * 1000;
    }
  }

  private void second(Guest guest) {
    progress.accept("plain Python");
    double[] seconds = guest.call("plain_python", rounds).asDoubles();
    double one = seconds[0];
    double two = seconds[1];
    add("plain Python by 1 worker", "plain_one_ms", one * 1000, "ms", "");
    add("by 2 workers", "plain_two_ms", two * 1000, "ms", "");
    add("2 workers against 1", "second_worker", one / two, "x", "1.75 at least");
  }
}
