package io.epochly.guest;

import io.epochly.kernels.Cores;
import java.util.List;

/**
 * What the host knows about a guest and the guest may ask about.
 *
 * @param version the version of the product, for {@code epochly.__version__}
 * @param guestJit {@code "on"}, or why guest code runs interpreted
 * @param guestThreads whether the guest may have more than one thread
 * @param enabled whether functions are optimized at all, to begin with
 * @param level the level that the guest starts with, 0 to 4
 * @param maxLevel the highest level that the guest may choose, 0 to 4
 * @param workers the number of isolated workers
 * @param devices what level 4 may use, the most wanted one first
 * @param missingDevice why there is no device, or none by some provider, and how to get it; empty
 *     where nothing is missing
 * @param cores the cores that kernels may use from level 3 on
 * @param emergencyDisabled whether an operator has switched everything off; the guest cannot undo
 *     it
 * @param settings what it may set beside its level
 */
public record GuestInfo(
    String version,
    String guestJit,
    boolean guestThreads,
    boolean enabled,
    int level,
    int maxLevel,
    int workers,
    List<GuestDevice> devices,
    String missingDevice,
    Cores cores,
    boolean emergencyDisabled,
    GuestSettings settings) {
  private static final String NO_DEVICE = "the host gives this guest none";

  public GuestInfo {
    devices = List.copyOf(devices);
    if (maxLevel < 0 || maxLevel > 4) {
      throw new IllegalArgumentException("maxLevel is " + maxLevel + "; it is 0 to 4");
    }
    if (level < 0 || level > maxLevel) {
      throw new IllegalArgumentException("level is " + level + "; it is 0 to " + maxLevel);
    }
  }

  /** A guest with the usual settings. */
  public GuestInfo(
      String version,
      String guestJit,
      boolean guestThreads,
      boolean enabled,
      int level,
      int maxLevel,
      int workers,
      List<GuestDevice> devices,
      Cores cores,
      boolean emergencyDisabled) {
    this(
        version,
        guestJit,
        guestThreads,
        enabled,
        level,
        maxLevel,
        workers,
        devices,
        NO_DEVICE,
        cores,
        emergencyDisabled,
        GuestSettings.usual());
  }

  /** A guest with one thread and one core, everything on and the highest level allowed. */
  public static GuestInfo of(String version, String guestJit) {
    return new GuestInfo(version, guestJit, false, true, 4, 4, 0, List.of(), Cores.ONE, false);
  }

  /** The same with other cores. */
  public GuestInfo withCores(Cores others) {
    return new GuestInfo(
        version,
        guestJit,
        guestThreads,
        enabled,
        level,
        maxLevel,
        workers,
        devices,
        missingDevice,
        others,
        emergencyDisabled,
        settings);
  }

  /** The same with other devices, or with another reason why there is none. */
  public GuestInfo withDevices(List<GuestDevice> others, String missing) {
    return new GuestInfo(
        version,
        guestJit,
        guestThreads,
        enabled,
        level,
        maxLevel,
        workers,
        others,
        missing,
        cores,
        emergencyDisabled,
        settings);
  }
}
