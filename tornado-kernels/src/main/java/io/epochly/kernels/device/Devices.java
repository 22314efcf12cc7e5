package io.epochly.kernels.device;

import io.epochly.kernels.internal.process.RemoteDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The devices of this machine. Each is reached through a process of its own. */
public final class Devices {
  static final Comparator<DeviceInfo> MOST_WANTED =
      Comparator.comparing((DeviceInfo info) -> !info.fp64())
          .thenComparing(DeviceInfo::kind)
          .thenComparing(DeviceInfo::provider);

  /** Asked for once: drivers take a second to tell, and each opening of a guest waits for it. */
  private static final AtomicReference<@Nullable FoundDevices> KNOWN = new AtomicReference<>();

  /** Kept as long as this JVM: there are as many as devices. */
  private static final Map<Hardware, Turn> TURNS = new ConcurrentHashMap<>();

  /** Behind a longer call others run beside it, as the driver lets them. */
  private static final long LONGEST_TURN_NANOS = 2_000_000_000;

  private record Hardware(DeviceInfo.Kind kind, String name, String number) {}

  private Devices() {}

  /**
   * Those that there are, of all providers; hardware that several reach is there several times. The
   * first time it takes the time that processes and the drivers take to start; what is plugged in
   * after that is not seen by this JVM.
   */
  public static FoundDevices find() {
    FoundDevices known = KNOWN.get();
    if (known != null) {
      return known;
    }
    List<DeviceInfo> devices = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (DeviceProvider provider : DeviceProvider.values()) {
      try {
        devices.addAll(list(provider));
      } catch (DeviceException e) {
        missing.add(String.valueOf(e.getMessage()));
      }
    }
    devices.sort(MOST_WANTED);
    FoundDevices found = new FoundDevices(devices, missing);
    if (!devices.isEmpty()) {
      KNOWN.set(found);
    }
    return found;
  }

  /**
   * Those of {@link #find}.
   *
   * @throws DeviceException when there is none; the message says what is missing and how to get it
   */
  public static List<DeviceInfo> list() {
    FoundDevices found = find();
    if (found.devices().isEmpty()) {
      throw new DeviceException(found.reason());
    }
    return found.devices();
  }

  /**
   * Those that a provider gives, the most wanted first, asked for anew.
   *
   * @throws DeviceException when there is none; the message says what is missing and how to get it
   */
  public static List<DeviceInfo> list(DeviceProvider provider) {
    return RemoteDevice.list(provider).stream().sorted(MOST_WANTED).toList();
  }

  /**
   * The queue of a device for one owner, with a process that nobody else uses. The process starts
   * when it is first needed. Calls of all owners of a device run one after the other, an owner's
   * next one behind those of the others that wait.
   *
   * @param device as it was listed
   * @param lost hears of each process that ended while a call had the device, on its thread
   */
  public static DeviceQueue queue(DeviceInfo device, DeviceSettings settings, Runnable lost) {
    return new DeviceQueue(
        poll -> RemoteDevice.open(device.provider(), device.id(), settings, poll),
        lost,
        turn(device));
  }

  /**
   * That of the hardware, by whatever provider it is reached. They number devices apart, and agree
   * in the last number wherever there is one platform.
   */
  static Turn turn(DeviceInfo device) {
    String number = device.id().substring(device.id().lastIndexOf(':') + 1);
    return TURNS.computeIfAbsent(
        new Hardware(device.kind(), device.name(), number), _ -> new Turn(LONGEST_TURN_NANOS));
  }
}
