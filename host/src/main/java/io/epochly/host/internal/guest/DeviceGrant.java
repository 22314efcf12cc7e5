package io.epochly.host.internal.guest;

import io.epochly.host.GuestPolicy;
import io.epochly.host.internal.config.Settings;
import io.epochly.kernels.cache.CacheFolder;
import io.epochly.kernels.cache.CacheOpening;
import io.epochly.kernels.device.DeviceSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a guest's kernels may run on devices. */
public sealed interface DeviceGrant {
  /** They may, in this way. */
  record Granted(DeviceSettings settings) implements DeviceGrant {}

  /** They may not, and why, for the guest to read. */
  record Denied(String reason) implements DeviceGrant {}

  /** Those that a guest never has that is shut off from all else. */
  static DeviceGrant ofProcess() {
    return new Denied("a guest in a process of its own is shut off from devices");
  }

  /**
   * What a policy gives within what the host may give.
   *
   * @param licensed whether the host's licence, if it has a valid one, is for devices
   */
  static DeviceGrant of(GuestPolicy policy, Settings host, boolean licensed) {
    if (!policy.devices()) {
      return new Denied(
          "the policy gives this guest none; allowDevices opens that, and --allow-devices on the"
              + " command line");
    }
    return ofHost(host, licensed);
  }

  /** What the host may give, and uses itself. */
  static DeviceGrant ofHost(Settings host, boolean licensed) {
    if (!licensed) {
      return new Denied("the host's licence is for no devices: it was issued without --gpu");
    }
    return new Granted(new DeviceSettings(host.deviceMemory(), cache(host.jitCache())));
  }

  private static Optional<Path> cache(Optional<Path> chosen) {
    Logger log = LoggerFactory.getLogger(DeviceGrant.class);
    CacheOpening opening =
        chosen
            .map(folder -> CacheFolder.open(folder, log::warn))
            .orElseGet(() -> CacheFolder.open(System.getenv(), log::warn));
    return switch (opening) {
      case CacheOpening.Opened(CacheFolder folder) -> Optional.of(folder.path());
      case CacheOpening.Refused(String reason) -> {
        log.warn("what is compiled for devices is not kept: {}", reason);
        yield Optional.empty();
      }
    };
  }
}
