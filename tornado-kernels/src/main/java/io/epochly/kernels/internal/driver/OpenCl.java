package io.epochly.kernels.internal.driver;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.opencl.KHRICD;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** What the OpenCL drivers of this machine have, and their errors in words. */
public final class OpenCl {
  private static final String NO_LOADER =
      "no OpenCL library: install the driver of your device, or pocl-opencl-icd for the CPU";
  private static final String NO_PLATFORM =
      "no OpenCL driver in /etc/OpenCL/vendors: install that of your device, or pocl-opencl-icd for"
          + " the CPU";

  private OpenCl() {}

  /** A device and its handles. */
  record Found(DeviceInfo info, long platform, long device) {}

  /**
   * All devices, in the order of their platforms.
   *
   * @throws DeviceException where there is no driver; the message says what to install
   */
  public static List<DeviceInfo> devices() {
    return found().stream().map(Found::info).toList();
  }

  static List<Found> found() {
    try {
      // The name without a number comes with packages for developers only.
      Configuration.OPENCL_LIBRARY_NAME.set("libOpenCL.so.1");
      // What LWJGL writes beside the error that is told below.
      Configuration.DEBUG_STREAM.set(new PrintStream(OutputStream.nullOutputStream()));
      CL.getICD();
    } catch (UnsatisfiedLinkError e) {
      throw new DeviceException(NO_LOADER, e);
    }
    List<Found> result = new ArrayList<>();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int status = CL10.clGetPlatformIDs(null, count);
      if (status == KHRICD.CL_PLATFORM_NOT_FOUND_KHR || status == 0 && count.get(0) == 0) {
        throw new DeviceException(NO_PLATFORM);
      }
      check(status, "listing the platforms");
      PointerBuffer platforms = stack.mallocPointer(count.get(0));
      check(CL10.clGetPlatformIDs(platforms, (IntBuffer) null), "listing the platforms");
      for (int p = 0; p < platforms.capacity(); p++) {
        collect(platforms.get(p), p, result);
      }
    }
    return result;
  }

  private static void collect(long platform, int number, List<Found> result) {
    CL.createPlatformCapabilities(platform);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int status = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, null, count);
      if (status == CL10.CL_DEVICE_NOT_FOUND || count.get(0) == 0) {
        return;
      }
      check(status, "listing the devices");
      PointerBuffer devices = stack.mallocPointer(count.get(0));
      check(
          CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, devices, (IntBuffer) null),
          "listing the devices");
      String driver =
          platformText(platform, CL10.CL_PLATFORM_NAME)
              + ", "
              + platformText(platform, CL10.CL_PLATFORM_VERSION);
      for (int d = 0; d < devices.capacity(); d++) {
        long device = devices.get(d);
        long type = number(device, CL10.CL_DEVICE_TYPE);
        DeviceInfo.Kind kind =
            (type & CL10.CL_DEVICE_TYPE_GPU) != 0
                ? DeviceInfo.Kind.GPU
                : (type & CL10.CL_DEVICE_TYPE_CPU) != 0
                    ? DeviceInfo.Kind.CPU
                    : DeviceInfo.Kind.ACCELERATOR;
        DeviceInfo info =
            new DeviceInfo(
                DeviceProvider.OPENCL,
                number + ":" + d,
                deviceText(device, CL10.CL_DEVICE_NAME),
                deviceText(device, CL10.CL_DEVICE_VENDOR),
                driver,
                kind,
                number(device, CL10.CL_DEVICE_GLOBAL_MEM_SIZE),
                (int) number(device, CL10.CL_DEVICE_MAX_COMPUTE_UNITS),
                number(device, CL12.CL_DEVICE_DOUBLE_FP_CONFIG) != 0);
        result.add(new Found(info, platform, device));
      }
    }
  }

  /** An int of a device, of 32 or 64 bits; 0 where the driver does not know what is asked. */
  static long number(long device, int what) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      ByteBuffer value = stack.calloc(Long.BYTES);
      return CL10.clGetDeviceInfo(device, what, value, null) == 0 ? value.getLong(0) : 0;
    }
  }

  /** Programs that one version of a driver compiled are not for another. */
  static String driverVersion(long device) {
    return deviceText(device, CL10.CL_DRIVER_VERSION);
  }

  private static String deviceText(long device, int what) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      check(CL10.clGetDeviceInfo(device, what, (ByteBuffer) null, size), "asking a device");
      ByteBuffer text = stack.malloc((int) size.get(0));
      check(CL10.clGetDeviceInfo(device, what, text, null), "asking a device");
      return text(text);
    }
  }

  private static String platformText(long platform, int what) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      check(CL10.clGetPlatformInfo(platform, what, (ByteBuffer) null, size), "asking a platform");
      ByteBuffer text = stack.malloc((int) size.get(0));
      check(CL10.clGetPlatformInfo(platform, what, text, null), "asking a platform");
      return text(text);
    }
  }

  private static String text(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return new String(copy, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  /** What a driver says of a program that it did not compile. */
  static String buildLog(long program, long device) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      CL10.clGetProgramBuildInfo(
          program, device, CL10.CL_PROGRAM_BUILD_LOG, (ByteBuffer) null, size);
      ByteBuffer log = MemoryUtil.memAlloc(Math.max(1, (int) size.get(0)));
      try {
        CL10.clGetProgramBuildInfo(program, device, CL10.CL_PROGRAM_BUILD_LOG, log, null);
        return text(log);
      } finally {
        MemoryUtil.memFree(log);
      }
    }
  }

  /** Throws what a status other than success means. */
  static void check(int status, String doing) {
    if (status == CL10.CL_SUCCESS) {
      return;
    }
    if (status == CL10.CL_MEM_OBJECT_ALLOCATION_FAILURE || status == CL10.CL_OUT_OF_RESOURCES) {
      throw new OutOfDeviceMemoryException(
          "the device has not enough memory for " + doing + " (OpenCL error " + status + ")");
    }
    throw new DeviceException("OpenCL error " + status + " at " + doing);
  }
}
