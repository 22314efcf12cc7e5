package io.epochly.kernels.internal.driver;

import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceBuffer;
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
}
