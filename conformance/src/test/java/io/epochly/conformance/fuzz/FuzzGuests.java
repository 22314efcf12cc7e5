package io.epochly.conformance.fuzz;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs random programs in guests of hosts that have one number of cores after the other. Guests
 * keep what they compiled, so a long run takes several.
 */
final class FuzzGuests implements AutoCloseable {
  private static final int PROGRAMS_A_GUEST = 100;

  /** More than there are, too: pieces then wait for each other in more ways. */
  private static final List<Integer> CORES = List.of(3, 1, 7, 2);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ExecutorService runner =
      Executors.newSingleThreadExecutor(task -> Thread.ofPlatform().daemon().unstarted(task));

  private EpochlyHost host;
  private Guest guest;
  private int programs;
  private int hosts;

  /** What {@code differential.py} tells of the program of a seed, as JSON. */
  String run(int seed) throws Exception {
    if (guest == null || programs == PROGRAMS_A_GUEST) {
      renew();
    }
    programs++;
    Guest current = guest;
    Future<String> outcome = runner.submit(() -> current.call("run", seed).asString());
    try {
      return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the guest ended" + inProgram(seed), e.getCause());
    } catch (TimeoutException e) {
      // What does not end cannot be closed either: the host is left to the end of the JVM.
      host = null;
      throw new AssertionError("nothing came for " + PATIENCE + inProgram(seed), e);
    }
  }

  private static String inProgram(int seed) {
    return " in the program of seed %d; python3 conformance/fuzz/programs.py %d prints it"
        .formatted(seed, seed);
  }

  /** Whether a program from a file does the same; empty, or what differs. */
  String runFile(Path program) throws Exception {
    if (guest == null) {
      renew();
    }
    return guest.call("run_file", program.toString()).asString();
  }

  private void renew() throws Exception {
    if (host != null) {
      guest.close();
      host.close();
    }
    host = EpochlyHost.builder().cores(CORES.get(hosts++ % CORES.size())).build();
    programs = 0;
    guest = host.openGuest(GuestPolicy.builder().allowRead(DifferentialTest.FOLDER).build());
    guest.eval("import sys; sys.path.insert(0, '%s')".formatted(DifferentialTest.FOLDER));
    guest.eval("from differential import run, run_file");
  }

  @Override
  public void close() {
    if (host != null) {
      host.close();
    }
  }
}
