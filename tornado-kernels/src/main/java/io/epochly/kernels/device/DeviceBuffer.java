package io.epochly.kernels.device;

import java.lang.foreign.MemorySegment;

/**
 * Memory of a device, with a place in this process through which it is filled and read. The place
 * must not be written to while launches that were asked for use the buffer.
 */
public interface DeviceBuffer extends AutoCloseable {
  /** What {@link #upload} takes to the device and {@link #download} brings from it. */
  MemorySegment content();

  /**
   * Takes the first bytes of the content to the device; they must not change before it is done.
   * What lies behind them is of no particular content then.
   */
  void upload(long bytes);

  /**
   * Brings the first bytes from the device; the content has them when the device was awaited. What
   * lies behind them is of no particular content then.
   */
  void download(long bytes);

  /** Gives the memory back, cleared where the driver can clear it. */
  @Override
  void close();
}
