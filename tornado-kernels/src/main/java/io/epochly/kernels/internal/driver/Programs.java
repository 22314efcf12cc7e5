package io.epochly.kernels.internal.driver;

import io.epochly.kernels.cache.CacheFolder;
import io.epochly.kernels.cache.CacheKey;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProgram;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CLProgramCallbackI;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Compiles programs for a device, but for those that it finds compiled in a cache. */
final class Programs {
  /** Exact: nothing that drivers offer to trade exactness for is asked for. */
  private static final String BUILD_OPTIONS = "-cl-std=CL1.2";

  private final long context;
  private final long device;
  private final DeviceInfo info;
  private final Optional<CacheFolder> cache;

  Programs(OpenCl.Found found, long context, Optional<CacheFolder> cache) {
    this.context = context;
    this.device = found.device();
    this.info = found.info();
    this.cache = cache;
  }

  Program compile(String source) {
    CacheKey key =
        CacheKey.of(
            "opencl program",
            info.driver() + ", " + OpenCl.driverVersion(device),
            "",
            info.vendor() + ", " + info.name(),
            BUILD_OPTIONS,
            source.getBytes(StandardCharsets.UTF_8));
    return cache
        .flatMap(folder -> folder.get(key))
        .flatMap(this::ofBinary)
        .orElseGet(() -> ofSource(source, key));
  }

  /** Empty if the driver does not take it any more. */
  private Optional<Program> ofBinary(byte[] compiled) {
    ByteBuffer binary = MemoryUtil.memAlloc(compiled.length);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      binary.put(compiled).flip();
      IntBuffer taken = stack.callocInt(1);
      IntBuffer status = stack.callocInt(1);
      long handle =
          CL10.clCreateProgramWithBinary(context, stack.pointers(device), binary, taken, status);
      if (status.get(0) != CL10.CL_SUCCESS || taken.get(0) != CL10.CL_SUCCESS) {
        return Optional.empty();
      }
      if (build(handle) != CL10.CL_SUCCESS) {
        CL10.clReleaseProgram(handle);
        return Optional.empty();
      }
      return Optional.of(new Program(handle, true));
    } finally {
      MemoryUtil.memFree(binary);
    }
  }

  private Program ofSource(String source, CacheKey key) {
    long handle;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer status = stack.callocInt(1);
      handle = CL10.clCreateProgramWithSource(context, source, status);
      OpenCl.check(status.get(0), "taking a program");
    }
    if (build(handle) != CL10.CL_SUCCESS) {
      String log = OpenCl.buildLog(handle, device);
      CL10.clReleaseProgram(handle);
      throw new DeviceException(
          "the driver of device " + info.id() + " did not compile a kernel: " + log);
    }
    cache.ifPresent(folder -> binary(handle).ifPresent(bytes -> folder.put(key, bytes)));
    return new Program(handle, false);
  }

  private int build(long handle) {
    return CL10.clBuildProgram(handle, device, BUILD_OPTIONS, (CLProgramCallbackI) null, 0);
  }

  /** What a driver has compiled; empty if it does not give it away. */
  private static Optional<byte[]> binary(long handle) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.callocPointer(1);
      int status = CL10.clGetProgramInfo(handle, CL10.CL_PROGRAM_BINARY_SIZES, size, null);
      if (status != CL10.CL_SUCCESS || size.get(0) <= 0 || size.get(0) > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      ByteBuffer content = MemoryUtil.memAlloc((int) size.get(0));
      try {
        PointerBuffer place = stack.pointers(content);
        if (CL10.clGetProgramInfo(handle, CL10.CL_PROGRAM_BINARIES, place, null)
            != CL10.CL_SUCCESS) {
          return Optional.empty();
        }
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return Optional.of(bytes);
      } finally {
        MemoryUtil.memFree(content);
      }
    }
  }

  /** A program with the kernels that were asked of it. */
  static final class Program implements DeviceProgram {
    private final long handle;
    private final boolean cached;
    private final Map<String, Long> entries = new HashMap<>();

    private Program(long handle, boolean cached) {
      this.handle = handle;
      this.cached = cached;
    }

    /** Whether another process had compiled it. */
    boolean isCached() {
      return cached;
    }

    long entry(String name) {
      return entries.computeIfAbsent(
          name,
          n -> {
            int[] status = {0};
            long entry = CL10.clCreateKernel(handle, n, status);
            OpenCl.check(status[0], "the entry " + n);
            return entry;
          });
    }

    @Override
    public void close() {
      entries.values().forEach(CL10::clReleaseKernel);
      CL10.clReleaseProgram(handle);
    }
  }
}
