package io.epochly.kernels.device;

import io.epochly.kernels.internal.process.RemoteDevice;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The devices of this machine. Each is reached through a process of its own. */
public final class Devices {
  /** Asked for once: drivers take a second to tell, and each opening of a guest waits for it. */
  private static final AtomicReference<List<DeviceInfo>> KNOWN = new AtomicReference<>(List.of());

  private Devices() {}

  /**
   * Those that there are, the most wanted first: GPUs, then accelerators, then CPUs; those that run
   * kernels before those that do not. The first time it takes the time that a process and the
   * drivers take to start; what is plugged in after that is not seen by this JVM.
   *
   * @throws DeviceException when there is none; the message says what is missing and how to get it
   */
  public static List<DeviceInfo> list() {
    List<DeviceInfo> found = KNOWN.get();
    if (found.isEmpty()) {
      found =
          RemoteDevice.list().stream()
              .sorted(
                  Comparator.comparing((DeviceInfo info) -> !info.fp64())
                      .thenComparing(DeviceInfo::kind))
              .toList();
      KNOWN.set(found);
    }
    return found;
  }

  /**
   * The queue of a device for one owner, with a process that nobody else uses. The process starts
   * when it is first needed.
   *
   * @param id as in {@link DeviceInfo#id}
   * @param lost hears of each process that ended while a call had the device, on its thread
   */
  public static DeviceQueue queue(String id, DeviceSettings settings, Runnable lost) {
    return new DeviceQueue(() -> RemoteDevice.open(id, settings), lost);
  }
}
