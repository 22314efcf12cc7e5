package io.epochly.host.internal.guest;

import io.epochly.guest.GuestDevice;
import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestListener;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
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
    try {
      return new GuestDevices(
          Devices.list().stream()
              .filter(DeviceInfo::fp64)
              .map(info -> device(info, settings, listener))
              .toList(),
          "no device of this machine has fp64, which kernels need");
    } catch (DeviceException e) {
      return new GuestDevices(List.of(), String.valueOf(e.getMessage()));
    }
  }

  private static GuestDevice device(
      DeviceInfo info, DeviceSettings settings, GuestListener listener) {
    return new GuestDevice(
        info, Devices.queue(info.id(), settings, () -> listener.deviceLost(info.id())));
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
