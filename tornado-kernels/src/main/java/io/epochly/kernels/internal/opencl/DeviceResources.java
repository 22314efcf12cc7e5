package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.Poll;
import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceProgram;
import io.epochly.kernels.device.DeviceStatistics;
import io.epochly.kernels.device.LaunchTimes;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What an open device keeps from one call to the next: programs, those used last, buffers, for
 * calls with arrays of the same size, and the arrays that are to stay there. One owner's calls only
 * come here, so that buffers need not be cleared in between.
 */
public final class DeviceResources {
  private static final int MOST_PROGRAMS = 128;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** With a device that has failed, while a call waits for its end. */
  private static final long LITTLE_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Buffers are whole pages. */
  private static final long PAGE = 4096;

  /** Longs: the number of a site, how many loops there are around it, and their counters. */
  static final long ERROR_BYTES = 5 * Long.BYTES;

  private final Device device;
  private final Map<DevicePlan, DeviceProgram> programs = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeMap<Long, List<DeviceBuffer>> free = new TreeMap<>();
  private final Set<ResidentArray> residents = new LinkedHashSet<>();
  private DeviceStatistics statistics;

  /**
   * @param before what was done on devices before this one
   */
  public DeviceResources(Device device, DeviceStatistics before) {
    this.device = device;
    this.statistics = before.plus(new DeviceStatistics(0, LaunchTimes.NONE, 0, 0, 0, 0, 1, 0));
  }

  public Device device() {
    return device;
  }

  public DeviceStatistics statistics() {
    return statistics;
  }

  /** Counts what a call did. */
  void done(LaunchTimes launches, long uploads, long up, long downloads, long down) {
    statistics =
        statistics.plus(new DeviceStatistics(1, launches, uploads, up, downloads, down, 0, 0));
  }

  /** Counts what was moved between calls. */
  void moved(LaunchTimes launches, long uploads, long up, long downloads, long down) {
    statistics =
        statistics.plus(new DeviceStatistics(0, launches, uploads, up, downloads, down, 0, 0));
  }

  /** The compiled program of a plan, compiled if it is not yet. */
  public DeviceProgram program(DevicePlan plan, Poll poll) {
    DeviceProgram known = programs.get(plan);
    if (known != null) {
      return known;
    }
    DeviceProgram compiled = device.compile(plan.program(), poll);
    programs.put(plan, compiled);
    if (programs.size() > MOST_PROGRAMS) {
      DevicePlan eldest = programs.keySet().iterator().next();
      programs.remove(eldest).close();
    }
    statistics = statistics.plus(new DeviceStatistics(0, LaunchTimes.NONE, 0, 0, 0, 0, 0, 1));
    return compiled;
  }

  /** A buffer of at least so many bytes, one from before if there is one about as large. */
  DeviceBuffer buffer(long bytes, Poll poll) {
    long size = pages(bytes);
    Map.Entry<Long, List<DeviceBuffer>> fits = free.ceilingEntry(size);
    if (fits != null && fits.getKey() <= 2 * size) {
      DeviceBuffer result = fits.getValue().removeLast();
      if (fits.getValue().isEmpty()) {
        free.remove(fits.getKey());
      }
      return result;
    }
    return allocated(() -> device.allocate(size, poll));
  }

  private static long pages(long bytes) {
    return Math.max(PAGE, (bytes + PAGE - 1) / PAGE * PAGE);
  }

  private DeviceBuffer allocated(Supplier<DeviceBuffer> allocate) {
    try {
      return allocate.get();
    } catch (OutOfDeviceMemoryException e) {
      if (free.isEmpty()) {
        throw e;
      }
      free.values().forEach(buffers -> buffers.forEach(DeviceBuffer::close));
      free.clear();
      return allocate.get();
    }
  }

  /** A buffer for longer than a call. */
  DeviceBuffer lasting(long bytes, Poll poll) {
    return allocated(() -> device.allocateLasting(pages(bytes), poll));
  }

  /** An array that stays there, of no particular content. */
  public ResidentArray resident(long bytes, Poll poll) {
    ResidentArray made = new ResidentArray(this, bytes, lasting(bytes, poll));
    residents.add(made);
    return made;
  }

  void forget(ResidentArray released) {
    residents.remove(released);
  }

  /** Clears what lies there, if the device still answers, and gives it back. */
  public void close() {
    close(PATIENCE_NANOS);
  }

  /** The same, of a device that has failed. */
  public void giveUp() {
    close(LITTLE_PATIENCE_NANOS);
  }

  private void close(long most) {
    long start = System.nanoTime();
    Poll patience =
        () -> {
          if (System.nanoTime() - start > most) {
            throw new DeviceException("the device " + device.describe().id() + " does not answer");
          }
        };
    try {
      residents.forEach(resident -> resident.clear(patience));
      device.clear(patience);
    } finally {
      device.close();
    }
  }

  /** Keeps a buffer that nothing on the device uses any more. */
  void release(DeviceBuffer buffer) {
    free.computeIfAbsent(buffer.content().byteSize(), _ -> new ArrayList<>()).add(buffer);
  }
}
