package io.epochly.host.internal.guest;

import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestSettings;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.kernels.Cores;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Those of the host's settings that a guest's runtime goes by, wherever it runs.
 *
 * @param enabled whether functions are optimized, to begin with
 * @param mayEnable whether the guest may switch that on
 * @param level the level that it starts with and may not exceed
 * @param cores how many cores the kernels of a guest in a process of its own may use
 * @param reserved what to say of settings that are the host's, by key
 */
public record RuntimeSettings(
    boolean enabled,
    boolean mayEnable,
    int level,
    int jitThreshold,
    String parallelBackend,
    int cores,
    Map<String, String> reserved,
    boolean emergencyDisabled) {

  private static final Map<String, String> RESERVED =
      Arrays.stream(Setting.values())
          .filter(setting -> !setting.isGuests())
          .map(Setting::key)
          .collect(Collectors.toUnmodifiableMap(Function.identity(), RuntimeSettings::reserved));

  /** Those of a host. */
  public static RuntimeSettings of(Settings settings, boolean emergencyDisabled) {
    return new RuntimeSettings(
        settings.enabled(),
        settings.mayEnable(),
        settings.level(),
        settings.jitThreshold(),
        settings.parallelBackend(),
        settings.freeCores(Runtime.getRuntime().availableProcessors()),
        RESERVED,
        emergencyDisabled);
  }

  private static String reserved(String key) {
    return ("%s belongs to the host, which no guest may change: set it in the host's program,"
            + " its environment or its file epochly.toml")
        .formatted(key);
  }

  /** The same with so many cores. */
  RuntimeSettings withCores(int others) {
    return new RuntimeSettings(
        enabled,
        mayEnable,
        level,
        jitThreshold,
        parallelBackend,
        others,
        reserved,
        emergencyDisabled);
  }

  GuestInfo info(String version, String guestJit, Cores own, ResolvedPolicy policy) {
    return new GuestInfo(
        version,
        guestJit,
        policy.threads(),
        enabled,
        level,
        level,
        policy.workers(),
        List.of(),
        "the host gives this guest none",
        own,
        emergencyDisabled,
        new GuestSettings(mayEnable, jitThreshold, parallelBackend, reserved));
  }
}
