package io.epochly.conformance.fuzz;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import java.nio.file.Path;

/**
 * Runs random programs in guests of one host. Guests keep what they compiled, so a long run takes
 * several.
 */
final class FuzzGuests implements AutoCloseable {
  private static final int PROGRAMS_A_GUEST = 500;

  private EpochlyHost host;
  private Guest guest;
  private int programs;

  /** What {@code differential.py} tells of the program of a seed, as JSON. */
  String run(int seed) throws Exception {
    if (guest == null || programs == PROGRAMS_A_GUEST) {
      renew();
    }
    programs++;
    try {
      return guest.call("run", seed).asString();
    } catch (GuestFailure e) {
      throw new AssertionError(
          "the guest ended in the program of seed %d; python3 conformance/fuzz/programs.py %d prints it"
              .formatted(seed, seed),
          e);
    }
  }

  /** Whether a program from a file does the same; empty, or what differs. */
  String runFile(Path program) throws Exception {
    if (guest == null) {
      renew();
    }
    return guest.call("run_file", program.toString()).asString();
  }

  private void renew() throws Exception {
    if (host == null) {
      host = EpochlyHost.create();
    } else {
      guest.close();
    }
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
