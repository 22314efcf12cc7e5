package io.epochly.kernels.device;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a device is used.
 *
 * @param memory how many bytes buffers may take there
 * @param cache where compiled programs are kept for processes to come, as {@link
 *     io.epochly.kernels.cache.CacheFolder} keeps them; nowhere if empty
 */
public record DeviceSettings(long memory, Optional<Path> cache) {
  /** All memory of the device, and nothing is kept. */
  public static final DeviceSettings NONE = new DeviceSettings(Long.MAX_VALUE, Optional.empty());
}
