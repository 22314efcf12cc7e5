package io.epochly.guest;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the optimized functions of a guest did, in numbers that say nothing of its code.
 *
 * @param calls of optimized functions
 * @param compiledCalls those that a kernel answered
 * @param fallbacks those that ran the plain function, by why; without what never happened
 * @param compileSeconds what compiling took
 * @param devices what devices did for them
 * @param level the level that functions without one of their own ask for; not that of a block
 */
public record GuestMetrics(
    long calls,
    long compiledCalls,
    Map<FallbackKind, Long> fallbacks,
    double compileSeconds,
    Devices devices,
    int level) {
  /**
   * What devices did.
   *
   * @param uploadedBytes what went to their memory
   * @param downloadedBytes what came from there
   */
  public record Devices(long launches, long uploadedBytes, long downloadedBytes) {
    /** Of a guest that has used none. */
    public static Devices none() {
      return new Devices(0, 0, 0);
    }

    /** Both together. */
    public Devices plus(Devices other) {
      return new Devices(
          launches + other.launches,
          uploadedBytes + other.uploadedBytes,
          downloadedBytes + other.downloadedBytes);
    }
  }

  public GuestMetrics {
    Map<FallbackKind, Long> ordered = new EnumMap<>(FallbackKind.class);
    ordered.putAll(fallbacks);
    fallbacks = Collections.unmodifiableMap(ordered);
  }

  /** Of a guest that has called nothing yet. */
  public static GuestMetrics none() {
    return new GuestMetrics(0, 0, Map.of(), 0, Devices.none(), 0);
  }

  /** Both together, with the level of the other. */
  public GuestMetrics plus(GuestMetrics other) {
    Map<FallbackKind, Long> sum = new EnumMap<>(FallbackKind.class);
    sum.putAll(fallbacks);
    other.fallbacks.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
    return new GuestMetrics(
        calls + other.calls,
        compiledCalls + other.compiledCalls,
        sum,
        compileSeconds + other.compileSeconds,
        devices.plus(other.devices),
        other.level);
  }
}
