package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.Poll;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.LaunchTimes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An array that stays on a device from one call to the next. Calls that may have to be undone store
 * into another buffer, which takes the first one's place when they have gone well. For whoever has
 * the device at the moment.
 */
public final class ResidentArray {
  private static final Poll NONE = () -> {};

  private final DeviceResources home;
  private final long bytes;
  private DeviceBuffer current;
  private Optional<DeviceBuffer> other = Optional.empty();

  ResidentArray(DeviceResources home, long bytes, DeviceBuffer buffer) {
    this.home = home;
    this.bytes = bytes;
    this.current = buffer;
  }

  /** Whether it lies on this device, opened then. */
  public boolean isAt(DeviceResources resources) {
    return home == resources;
  }

  long bytes() {
    return bytes;
  }

  /** What loops read, and those store into that cannot fail. */
  DeviceBuffer current() {
    return current;
  }

  /** A copy for loops to store into. */
  DeviceBuffer copy(Poll poll) {
    DeviceBuffer copy = other.orElseGet(() -> home.lasting(bytes, poll));
    other = Optional.of(copy);
    if (bytes > 0) {
      home.device().copy(current, copy, bytes);
    }
    return copy;
  }

  /** The call that stored into a buffer has gone well. */
  void keep(DeviceBuffer stored) {
    if (stored != current) {
      other = Optional.of(current);
      current = stored;
    }
  }

  /** Takes an array of the same length there, and waits until it is. */
  public void write(Object array, Poll poll) {
    LaunchTimes times = LaunchTimes.NONE;
    if (bytes > 0) {
      Transfer.in(array, current.content());
      current.upload(bytes);
      times = home.device().await(poll);
    }
    home.moved(times, 1, bytes, 0, 0);
  }

  /** Brings it into an array of the same length. */
  public void read(Object array) {
    read(Map.of(this, array), NONE);
  }

  /** Brings each of one device into an array of its length: all of them, or none. */
  public static void read(Map<ResidentArray, ?> arrays, Poll poll) {
    List<ResidentArray> filled = arrays.keySet().stream().filter(r -> r.bytes > 0).toList();
    filled.forEach(resident -> resident.current.download(resident.bytes));
    if (!filled.isEmpty()) {
      DeviceResources home = filled.getFirst().home;
      home.moved(home.device().await(poll), 0, 0, 0, 0);
    }
    // From here on nothing fails.
    filled.forEach(resident -> Transfer.out(resident.current.content(), arrays.get(resident)));
    arrays
        .keySet()
        .forEach(resident -> resident.home.moved(LaunchTimes.NONE, 0, 0, 1, resident.bytes));
  }

  /** Gives its memory back, as it is. */
  public void free() {
    home.forget(this);
    current.close();
    other.ifPresent(DeviceBuffer::close);
  }

  /** Leaves nothing of it on the device: a driver may give the memory to others as it is. */
  public void clear() {
    clear(NONE);
  }

  /**
   * The same, not for longer than somebody wants to wait.
   *
   * @param poll throws when that is over
   */
  void clear(Poll poll) {
    zero(current);
    other.ifPresent(ResidentArray::zero);
    home.moved(home.device().await(poll), 0, 0, 0, 0);
  }

  private static void zero(DeviceBuffer buffer) {
    buffer.content().fill((byte) 0);
    buffer.upload(buffer.content().byteSize());
  }
}
