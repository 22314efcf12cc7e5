package io.epochly.host.internal.bench;

/**
 * One case, measured both ways.
 *
 * @param plain the function as it stands, run by the guest's own JIT or interpreter
 * @param optimized the same function, optimized
 * @param ran how the optimized calls were run
 */
public record Measurement(String name, Times plain, Times optimized, Ran ran) {
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
}
