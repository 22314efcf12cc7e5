package io.epochly.kernels.device;

/**
 * Launches as a driver's own events tell of them.
 *
 * @param nanos from the start to the end of each, added up
 * @param movedIn bytes that went to the device, as TornadoVM's profiler counts them; 0 with the
 *     OpenCL drivers, which move what they are asked to
 * @param movedOut bytes that came from it, likewise
 */
public record LaunchTimes(int launches, long nanos, long movedIn, long movedOut) {
  /** No launches. */
  public static final LaunchTimes NONE = new LaunchTimes(0, 0, 0, 0);

  /** These and others. */
  public LaunchTimes plus(LaunchTimes other) {
    return new LaunchTimes(
        launches + other.launches,
        nanos + other.nanos,
        movedIn + other.movedIn,
        movedOut + other.movedOut);
  }
}
