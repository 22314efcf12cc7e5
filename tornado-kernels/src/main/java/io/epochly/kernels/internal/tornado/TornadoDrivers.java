package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices of TornadoVM's backends. Meant for a process that was started for it. */
public final class TornadoDrivers {
  private static final Pattern VENDOR = Pattern.compile("(?m)^Device vendor *: *(.*)$");
  private static final Pattern FP64 = Pattern.compile("(?m)^Double fp config *: *true");
  private static final Pattern BIG_ENDIAN = Pattern.compile("(?m)^Endianness *: *big");

  private final Tornado tornado = new Tornado();

  /** A device and TornadoVM's object for it. */
  record Found(DeviceInfo info, Object device) {}

  /**
   * All devices that take our text.
   *
   * @throws DeviceException where there is none; the message says what is missing
   */
  public List<DeviceInfo> devices() {
    return found().stream().map(Found::info).toList();
  }

  /**
   * Opens a device.
   *
   * @param id as in {@link DeviceInfo#id}
   * @param limit bytes that its buffers may take
   * @throws DeviceException when there is none, or it runs no kernels
   */
  public TornadoDevice open(String id, long limit) {
    Found found =
        found().stream()
            .filter(f -> f.info().id().equals(id))
            .findFirst()
            .orElseThrow(() -> new DeviceException("no device " + id + " with TornadoVM"));
    if (!found.info().fp64()) {
      throw new DeviceException(
          "device " + id + " (" + found.info().name() + ") has no fp64, which kernels need");
    }
    return new TornadoDevice(tornado, found, limit);
  }

  private List<Found> found() {
    Object runtime = tornado.call(Member.RUNTIME);
    List<Found> result = new ArrayList<>();
    List<String> others = new ArrayList<>();
    int backends = tornado.number(Member.BACKENDS, runtime);
    for (int b = 0; b < backends; b++) {
      Object backend = tornado.call(Member.BACKEND, runtime, b);
      String type = tornado.constant(Member.BACKEND_TYPE, backend);
      if (!type.equals("OPENCL") && !type.equals("CUDA")) {
        others.add(type.toLowerCase(Locale.ROOT));
        continue;
      }
      int devices = tornado.number(Member.DEVICES, backend);
      for (int d = 0; d < devices; d++) {
        Object device = tornado.call(Member.DEVICE, backend, d);
        result.add(new Found(info(b + ":" + d, type, device), device));
      }
    }
    if (result.isEmpty()) {
      throw new DeviceException(
          others.isEmpty()
              ? "TornadoVM finds no devices: install the driver of your device"
              : "TornadoVM has no devices by OpenCL or CUDA, only by "
                  + String.join(", ", others)
                  + ", which take no text of kernels: install an SDK with one of these backends");
    }
    return result;
  }

  private DeviceInfo info(String id, String backend, Object device) {
    Object physical = tornado.call(Member.PHYSICAL, device);
    String told = tornado.text(Member.INFO, physical);
    Matcher vendor = VENDOR.matcher(told);
    DeviceInfo.Kind kind =
        switch (tornado.constant(Member.DEVICE_TYPE, device)) {
          case "GPU" -> DeviceInfo.Kind.GPU;
          case "CPU" -> DeviceInfo.Kind.CPU;
          default -> DeviceInfo.Kind.ACCELERATOR;
        };
    return new DeviceInfo(
        DeviceProvider.TORNADO,
        id,
        tornado.text(Member.NAME, physical),
        vendor.find() ? vendor.group(1).strip() : "unknown",
        "TornadoVM, "
            + backend.toLowerCase(Locale.ROOT)
            + ", "
            + tornado.text(Member.PLATFORM, device),
        kind,
        tornado.large(Member.DEVICE_MEMORY, device),
        tornado.number(Member.UNITS, physical),
        FP64.matcher(told).find() && !BIG_ENDIAN.matcher(told).find());
  }
}
