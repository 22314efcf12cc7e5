package io.epochly.host.internal.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One case, measured both ways.
 *
 * @param plain the function as it stands, run by the guest's own JIT or interpreter
 * @param optimized the same function, optimized
 * @param ran how the optimized calls were run
 * @param peers how peers did, in the order of {@link Report#contestants()}
 */
public record Measurement(String name, Times plain, Times optimized, Ran ran, List<PeerRun> peers) {
  public Measurement {
    peers = List.copyOf(peers);
  }

  /**
   * How optimized calls were run.
   *
   * @param level of the last call
   * @param fallback why the last call that fell back did; empty if none did
   * @param equal whether the last call left what the last plain one did, bit for bit
   */
  public record Ran(
      long calls,
      long compiledCalls,
      long fallbackCalls,
      double compileMs,
      int level,
      String fallback,
      boolean equal) {}

  /** How many times quicker the first optimized call is than the first plain one. */
  public double firstRatio() {
    return plain.first() / optimized.first();
  }

  /** How many times quicker the quickest optimized call is than the quickest plain one. */
  public double leastRatio() {
    return plain.least() / optimized.least();
  }

  /** How many times longer the quickest optimized call takes than the peer's, if that has one. */
  public OptionalDouble ratioTo(PeerRun peer) {
    return peer.times().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(optimized.least() / peer.times().get().least());
  }
}
