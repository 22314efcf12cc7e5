package io.epochly.kernels.device;

/**
 * What a device is.
 *
 * @param provider what it is reached through
 * @param id the numbers of its platform, or with TornadoVM of its backend, and of itself: {@code
 *     0:0}
 * @param driver the platform's name and version
 * @param memory bytes
 * @param units what its driver counts as compute units
 * @param fp64 whether it has binary64, without which it runs no kernels
 */
public record DeviceInfo(
    DeviceProvider provider,
    String id,
    String name,
    String vendor,
    String driver,
    Kind kind,
    long memory,
    int units,
    boolean fp64) {
  /** What names it among those of all providers: {@code opencl:0:0}. */
  public String fullName() {
    return provider + ":" + id;
  }

  /** The kinds of devices, the most wanted first. */
  public enum Kind {
    GPU,
    ACCELERATOR,
    CPU
  }
}
