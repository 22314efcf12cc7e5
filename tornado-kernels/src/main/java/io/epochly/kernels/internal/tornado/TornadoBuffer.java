package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceBuffer;
import java.lang.foreign.MemorySegment;

/**
 * A buffer in this process's memory, which each graph takes to the device and brings back. What it
 * keeps is how much of it matters.
 */
final class TornadoBuffer implements DeviceBuffer {
  private final TornadoDevice device;
  private final MemorySegment memory;

  /** Whether anything was ever put here, by the host or by launches that have run. */
  private boolean defined;

  /** Bytes that are of particular content, where any are. */
  private long extent;

  /** Whether launches that are kept store into it, and how many bytes are wanted of that. */
  private boolean stored;

  private long wanted;

  /**
   * @param memory TornadoVM's header, and the content
   */
  TornadoBuffer(TornadoDevice device, MemorySegment memory) {
    this.device = device;
    this.memory = memory;
  }

  @Override
  public MemorySegment content() {
    return memory.asSlice(TornadoDevice.HEADER);
  }

  long byteSize() {
    return memory.byteSize() - TornadoDevice.HEADER;
  }

  @Override
  public void upload(long bytes) {
    device.runIfUsed(this);
    defined = true;
    extent = bytes;
  }

  @Override
  public void download(long bytes) {
    if (stored) {
      wanted = Math.max(wanted, bytes);
    }
  }

  /** A launch that is kept stores into it. */
  void stored() {
    stored = true;
  }

  /** Whether somebody wants what launches that are kept have stored so far. */
  boolean isWanted() {
    return wanted > 0;
  }

  boolean isDefined() {
    return defined;
  }

  /** The header and what the launches that are kept need of the content, in whole longs. */
  MemorySegment needed() {
    long bytes = stored && wanted == 0 ? byteSize() : Math.max(defined ? extent : 0, wanted);
    return memory.asSlice(0, TornadoDevice.HEADER + TornadoDevice.wholeLongs(bytes));
  }

  /** The launches that were kept have run. */
  void settled() {
    if (stored) {
      defined = true;
      extent = wanted == 0 ? byteSize() : wanted;
    }
    stored = false;
    wanted = 0;
  }

  @Override
  public void close() {
    device.close(this);
  }
}
