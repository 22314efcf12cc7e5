package io.epochly.kernels.internal.driver;

import io.epochly.kernels.Poll;
import io.epochly.kernels.cache.CacheFolder;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceMemory;
import io.epochly.kernels.device.DeviceProgram;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.device.LaunchTimes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;
import org.lwjgl.opencl.CLContextCallbackI;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** A device of an OpenCL driver, with one queue that runs in order. */
public final class OpenClDevice implements LocalDevice {
  /** Buffers of the host that drivers for CPUs use in place begin at a page. */
  private static final long PAGE = 4096;

  /** Events are kept until the next wait, as many as this. */
  private static final int MOST_EVENTS = 1024;

  private final DeviceInfo info;
  private final long context;
  private final long queue;
  private final long limit;
  private final Programs programs;
  private long used;
  private final Set<Buffer> buffers = new HashSet<>();
  private final List<Long> events = new ArrayList<>();
  private LaunchTimes times = LaunchTimes.NONE;

  private OpenClDevice(OpenCl.Found found, long limit, Optional<CacheFolder> cache) {
    this.info = found.info();
    this.limit = Math.min(limit, info.memory());
    try (MemoryStack stack = MemoryStack.stackPush()) {
      int[] status = {0};
      PointerBuffer properties = stack.pointers(CL10.CL_CONTEXT_PLATFORM, found.platform(), 0);
      this.context =
          CL10.clCreateContext(
              properties, stack.pointers(found.device()), (CLContextCallbackI) null, 0, status);
      OpenCl.check(status[0], "opening device " + info.id());
      this.queue =
          CL10.clCreateCommandQueue(
              context, found.device(), CL10.CL_QUEUE_PROFILING_ENABLE, status);
      OpenCl.check(status[0], "opening a queue of device " + info.id());
    }
    this.programs = new Programs(found, context, cache);
  }

  /**
   * Opens a device.
   *
   * @param id as in {@link DeviceInfo#id}
   * @param limit bytes that its buffers may take
   * @param cache keeps compiled programs
   * @throws DeviceException when there is none, or it runs no kernels
   */
  public static OpenClDevice open(String id, long limit, Optional<CacheFolder> cache) {
    OpenCl.Found found =
        OpenCl.found().stream()
            .filter(f -> f.info().id().equals(id))
            .findFirst()
            .orElseThrow(() -> new DeviceException("no device " + id + " with OpenCL"));
    if (!found.info().fp64()) {
      throw new DeviceException(
          "device " + id + " (" + found.info().name() + ") has no fp64, which kernels need");
    }
    if (OpenCl.number(found.device(), CL10.CL_DEVICE_ENDIAN_LITTLE) == 0) {
      throw new DeviceException("device " + id + " is big-endian, which kernels are not made for");
    }
    return new OpenClDevice(found, limit, cache);
  }

  @Override
  public DeviceInfo describe() {
    return info;
  }

  @Override
  public DeviceMemory memory() {
    return new DeviceMemory(used, limit);
  }

  @Override
  public DeviceBuffer allocate(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      return new Buffer(arena.allocate(Math.max(1, bytes), PAGE), arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public DeviceBuffer allocateOver(MemorySegment memory) {
    return new Buffer(memory, null);
  }

  private final class Buffer implements DeviceBuffer {
    private final MemorySegment content;
    private final @Nullable Arena arena;
    private final boolean inPlace = info.kind() == DeviceInfo.Kind.CPU;
    private final long handle;

    Buffer(MemorySegment content, @Nullable Arena arena) {
      long bytes = content.byteSize();
      LocalDevice.requireRoom(info, bytes, used, limit);
      this.content = content;
      this.arena = arena;
      try (MemoryStack stack = MemoryStack.stackPush()) {
        IntBuffer status = stack.callocInt(1);
        this.handle =
            CL10.nclCreateBuffer(
                context,
                CL10.CL_MEM_READ_WRITE | (inPlace ? CL10.CL_MEM_USE_HOST_PTR : 0),
                bytes,
                inPlace ? content.address() : 0,
                MemoryUtil.memAddress(status));
        OpenCl.check(status.get(0), "a buffer of " + bytes + " bytes");
      }
      used += bytes;
      buffers.add(this);
    }

    @Override
    public MemorySegment content() {
      return content;
    }

    @Override
    public void upload(long bytes) {
      if (inPlace) {
        mapped(bytes, CL10.CL_MAP_WRITE);
      } else {
        OpenCl.check(
            CL10.nclEnqueueWriteBuffer(queue, handle, 0, 0, bytes, content.address(), 0, 0, 0),
            "an upload");
      }
    }

    @Override
    public void download(long bytes) {
      if (inPlace) {
        mapped(bytes, CL10.CL_MAP_READ);
      } else {
        OpenCl.check(
            CL10.nclEnqueueReadBuffer(queue, handle, 0, 0, bytes, content.address(), 0, 0, 0),
            "a download");
      }
    }

    /** Makes one of what the host and the device see; a driver that shares memory does nothing. */
    private void mapped(long bytes, int flags) {
      try (MemoryStack stack = MemoryStack.stackPush()) {
        IntBuffer status = stack.callocInt(1);
        long at =
            CL10.nclEnqueueMapBuffer(
                queue,
                handle,
                CL10.CL_TRUE,
                flags,
                0,
                bytes,
                0,
                0,
                0,
                MemoryUtil.memAddress(status));
        OpenCl.check(status.get(0), "mapping a buffer");
        OpenCl.check(
            CL10.nclEnqueueUnmapMemObject(queue, handle, at, 0, 0, 0), "unmapping a buffer");
      }
    }

    /** Fills it with zeros, behind all that was asked for. */
    void clear() {
      try (MemoryStack stack = MemoryStack.stackPush()) {
        OpenCl.check(
            CL12.clEnqueueFillBuffer(
                queue, handle, stack.bytes((byte) 0), 0, content.byteSize(), null, null),
            "clearing a buffer");
      }
      if (inPlace) {
        mapped(content.byteSize(), CL10.CL_MAP_READ);
      }
    }

    @Override
    public void close() {
      // What cannot be cleared is not given to others.
      clear();
      OpenCl.check(CL10.clFinish(queue), "clearing a buffer");
      buffers.remove(this);
      CL10.clReleaseMemObject(handle);
      used -= content.byteSize();
      if (arena != null) {
        arena.close();
      }
    }
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to, long bytes) {
    OpenCl.check(
        CL10.nclEnqueueCopyBuffer(
            queue, ((Buffer) from).handle, ((Buffer) to).handle, 0, 0, bytes, 0, 0, 0),
        "copying a buffer");
  }

  @Override
  public Programs.Program compile(String source) {
    return programs.compile(source);
  }

  @Override
  public void launch(DeviceProgram program, String entry, Grid grid, List<Argument> arguments) {
    long kernel = ((Programs.Program) program).entry(entry);
    for (int i = 0; i < arguments.size(); i++) {
      int status =
          switch (arguments.get(i)) {
            case Argument.Memory(DeviceBuffer buffer, _) ->
                CL10.clSetKernelArg1p(kernel, i, ((Buffer) buffer).handle);
            case Argument.Int(long value) -> CL10.clSetKernelArg1l(kernel, i, value);
            case Argument.Float(double value) -> CL10.clSetKernelArg1d(kernel, i, value);
          };
      OpenCl.check(status, "argument " + i + " of " + entry);
    }
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer event = stack.mallocPointer(1);
      OpenCl.check(
          CL10.clEnqueueNDRangeKernel(
              queue,
              kernel,
              grid.axes(),
              null,
              stack.pointers(grid.x(), grid.y(), grid.z()),
              stack.pointers(grid.groupX(), grid.groupY(), grid.groupZ()),
              null,
              event),
          "launching " + entry);
      events.add(event.get(0));
    }
    if (events.size() >= MOST_EVENTS) {
      collect();
    }
  }

  @Override
  public LaunchTimes await(Poll poll) {
    poll.poll();
    collect();
    LaunchTimes result = times;
    times = LaunchTimes.NONE;
    return result;
  }

  @Override
  public void clear(Poll poll) {
    poll.poll();
    buffers.forEach(Buffer::clear);
    OpenCl.check(CL10.clFinish(queue), "clearing buffers");
  }

  private void collect() {
    int status = CL10.clFinish(queue);
    long nanos = 0;
    long[] start = {0};
    long[] end = {0};
    int failed = status;
    for (long event : events) {
      int[] state = {0};
      CL11.clGetEventInfo(event, CL10.CL_EVENT_COMMAND_EXECUTION_STATUS, state, null);
      failed = state[0] < 0 ? state[0] : failed;
      CL10.clGetEventProfilingInfo(event, CL10.CL_PROFILING_COMMAND_START, start, null);
      CL10.clGetEventProfilingInfo(event, CL10.CL_PROFILING_COMMAND_END, end, null);
      nanos += end[0] - start[0];
      CL10.clReleaseEvent(event);
    }
    times = times.plus(new LaunchTimes(events.size(), nanos, 0, 0));
    events.clear();
    OpenCl.check(failed, "running kernels");
  }

  @Override
  public void close() {
    CL10.clFinish(queue);
    CL10.clReleaseCommandQueue(queue);
    CL10.clReleaseContext(context);
  }
}
