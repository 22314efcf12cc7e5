package io.epochly.host.internal.guest;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.java.KernelDevices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    return queue(usable().getFirst());
  }

  @Override
  public DeviceQueue of(String id) {
    List<DeviceInfo> usable = usable();
    return queue(
        usable.stream()
            .filter(info -> info.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no device %s with fp64: there are %s"
                            .formatted(
                                id,
                                usable.stream()
                                    .map(info -> "%s (%s)".formatted(info.id(), info.name()))
                                    .collect(Collectors.joining(", "))))));
  }

  private static List<DeviceInfo> usable() {
    List<DeviceInfo> usable = Devices.list().stream().filter(DeviceInfo::fp64).toList();
    if (usable.isEmpty()) {
      throw new DeviceException("no device of this machine has fp64, which kernels need");
    }
    return usable;
  }

  private synchronized DeviceQueue queue(DeviceInfo info) {
    if (closed) {
      throw new IllegalStateException("the host is closed");
    }
    return queues.computeIfAbsent(
        info.id(),
        _ ->
            switch (grant.get()) {
              case DeviceGrant.Denied(String reason) -> throw new DeviceException(reason);
              case DeviceGrant.Granted granted ->
                  Devices.queue(info, granted.settings(), () -> lost.accept(info.id()));
            });
  }

  @Override
  public synchronized void close() {
    closed = true;
    queues.values().forEach(DeviceQueue::close);
  }
}
