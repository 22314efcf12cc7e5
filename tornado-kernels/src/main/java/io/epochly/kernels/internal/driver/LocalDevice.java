package io.epochly.kernels.internal.driver;

import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.lang.foreign.MemorySegment;

/** A device whose driver is in this process. */
public interface LocalDevice extends Device {
  /**
   * A buffer whose content lies in memory that is there already.
   *
   * @param memory from a page's begin on: what the provider puts before the content, and the
   *     content
   */
  DeviceBuffer allocateOver(MemorySegment memory);

  /** The same, for {@link #allocateLasting}. */
  default DeviceBuffer allocateLastingOver(MemorySegment memory) {
    return allocateOver(memory);
  }

  /**
   * Ends what has to wait for a moment in which the owner neither reads nor writes what buffers
   * have: before this, memory of buffers that are closed may still be known to the driver.
   */
  default void settle() {}

  /**
   * Refuses a buffer beyond the limit.
   *
   * @param used bytes that other buffers take
   * @throws OutOfDeviceMemoryException where there is no room for it
   */
  static void requireRoom(DeviceInfo info, long bytes, long used, long limit) {
    if (bytes > limit - used) {
      throw new OutOfDeviceMemoryException(
          "buffers would take "
              + (used + bytes)
              + " bytes on device "
              + info.id()
              + ", of which "
              + limit
              + " may be used; raise the limit, or use smaller arrays");
    }
  }
}
