package io.epochly.host.internal.guest;

import io.epochly.guest.GuestDevice;
import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestListener;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.FoundDevices;
import java.util.List;

/**
 * The devices of one guest, each with a queue of its own: what is on a device for one guest is in a
 * process that no other guest has.
 */
final class GuestDevices implements AutoCloseable {
  private final List<GuestDevice> devices;
  private final String missing;

  private GuestDevices(List<GuestDevice> devices, String missing) {
    this.devices = devices;
    this.missing = missing;
  }

  /** The devices that a policy gives. */
  static GuestDevices of(ResolvedPolicy policy) {
    return switch (policy.devices()) {
      case DeviceGrant.Denied(String reason) -> new GuestDevices(List.of(), reason);
      case DeviceGrant.Granted(DeviceSettings settings) -> found(settings, policy.listener());
    };
  }

  private static GuestDevices found(DeviceSettings settings, GuestListener listener) {
    FoundDevices found = Devices.find();
    List<GuestDevice> usable =
        found.usable().stream()
            .map(info -> device(found.id(info), info, settings, listener))
            .toList();
    return new GuestDevices(usable, found.missingUsable());
  }

  private static GuestDevice device(
      String id, DeviceInfo info, DeviceSettings settings, GuestListener listener) {
    return new GuestDevice(id, info, Devices.queue(info, settings, () -> listener.deviceLost(id)));
  }

  /** What the guest is told. */
  GuestInfo in(GuestInfo info) {
    return info.withDevices(devices, missing);
  }

  @Override
  public void close() {
    devices.forEach(device -> device.queue().close());
  }
}
