package io.epochly.host.internal.guest;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.FoundDevices;
import io.epochly.kernels.java.KernelDevices;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The devices of the host's own kernels, each with a queue that no guest has. */
public final class HostDevices implements KernelDevices, AutoCloseable {
  private final Supplier<DeviceGrant> grant;
  private final Consumer<String> lost;
  private final Map<String, DeviceQueue> queues = new HashMap<>();
  private boolean closed;

  /**
   * @param grant asked when the first kernel wants one
   * @param lost hears of each device whose process has ended
   */
  public HostDevices(Supplier<DeviceGrant> grant, Consumer<String> lost) {
    this.grant = grant;
    this.lost = lost;
  }

  @Override
  public DeviceQueue best() {
    return queue(found -> found.usable().getFirst());
  }

  @Override
  public DeviceQueue of(String id) {
    return queue(
        found ->
            found.usable().stream()
                .filter(info -> found.id(info).equals(id) || info.fullName().equals(id))
                .findFirst()
                .orElseThrow(() -> noSuch(id, found)));
  }

  private static IllegalArgumentException noSuch(String id, FoundDevices found) {
    return new IllegalArgumentException(
        "no device %s with fp64: there are %s"
            .formatted(
                id,
                found.usable().stream()
                    .map(info -> "%s (%s)".formatted(found.id(info), info.name()))
                    .collect(Collectors.joining(", "))));
  }

  private synchronized DeviceQueue queue(Function<FoundDevices, DeviceInfo> choice) {
    if (closed) {
      throw new IllegalStateException("the host is closed");
    }
    // No driver is asked before it is known that one may be.
    return switch (grant.get()) {
      case DeviceGrant.Denied(String reason) -> throw new DeviceException(reason);
      case DeviceGrant.Granted(DeviceSettings settings) -> {
        FoundDevices found = found();
        DeviceInfo info = choice.apply(found);
        String id = found.id(info);
        yield queues.computeIfAbsent(id, _ -> Devices.queue(info, settings, () -> lost.accept(id)));
      }
    };
  }

  private static FoundDevices found() {
    FoundDevices found = Devices.find();
    if (found.usable().isEmpty()) {
      throw new DeviceException(found.missingUsable());
    }
    return found;
  }

  @Override
  public synchronized void close() {
    closed = true;
    queues.values().forEach(DeviceQueue::close);
  }
}
