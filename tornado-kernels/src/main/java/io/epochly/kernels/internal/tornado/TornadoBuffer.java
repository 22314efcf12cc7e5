package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A buffer in this process's memory, which each graph takes to the device and brings back. What it
 * keeps is how much of it matters. Of one that lasts, graphs keep copies on the device, and what a
 * graph has stored into its copy comes home when the host or another graph wants it.
 */
final class TornadoBuffer implements DeviceBuffer {
  private final TornadoDevice device;
  private final MemorySegment memory;
  private final boolean lasting;

  /** Counts its contents: a graph that has another one's copy takes it anew. */
  private long version;

  /** The graph that alone has the content; none if it is in this process's memory. */
  private @Nullable Graph holder;

  /** Whether anything was ever put here, by the host or by launches that have run. */
  private boolean defined;

  /** Bytes that are of particular content, where any are. */
  private long extent;

  /** Whether launches that are kept store into it, and how many bytes are wanted of that. */
  private boolean stored;

  private long wanted;

  /**
   * @param memory TornadoVM's header, and the content
   * @param lasting whether it stays on the device
   */
  TornadoBuffer(TornadoDevice device, MemorySegment memory, boolean lasting) {
    this.device = device;
    this.memory = memory;
    this.lasting = lasting;
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
    filled(bytes);
  }

  /** So many bytes have been put into this process's memory. */
  void filled(long bytes) {
    defined = true;
    extent = bytes;
    holder = null;
    version++;
  }

  boolean isLasting() {
    return lasting;
  }

  long version() {
    return version;
  }

  /** A graph that has its content has stored into it; gives the new content's version. */
  long storedBy(Graph graph) {
    holder = graph;
    version++;
    return version;
  }

  boolean isHeldBy(Graph graph) {
    return holder == graph;
  }

  /** Has this process's memory have its content, if a graph alone has it. */
  void bringHome() {
    Graph from = holder;
    if (from != null) {
      from.bring(this);
      holder = null;
    }
  }

  @Override
  public void download(long bytes) {
    if (lasting) {
      device.runIfUsed(this);
      bringHome();
      return;
    }
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

  /** Leaves nothing in this process's memory, and has nothing brought there. */
  void clear() {
    content().fill((byte) 0);
    defined = false;
    stored = false;
    wanted = 0;
    holder = null;
    version++;
  }

  /** The header and what the launches that are kept need of the content, in whole longs. */
  MemorySegment needed() {
    if (lasting) {
      return memory;
    }
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
    // No graph brings it home any more.
    holder = null;
  }
}
