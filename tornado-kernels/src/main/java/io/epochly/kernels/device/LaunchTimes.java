package io.epochly.kernels.device;

/**
 * Launches as a driver's own events tell of them.
 *
 * @param nanos from the start to the end of each, added up
 */
public record LaunchTimes(int launches, long nanos) {
  /** No launches. */
  public static final LaunchTimes NONE = new LaunchTimes(0, 0);

  /** These and others. */
  public LaunchTimes plus(LaunchTimes other) {
    return new LaunchTimes(launches + other.launches, nanos + other.nanos);
  }
}
