package io.epochly.kernels.device;

import io.epochly.kernels.Poll;
import java.util.List;

/**
 * A device that runs kernels, as its driver shows it. For one thread at a time. What is asked of it
 * runs in the order of asking; uploads, downloads, copies and launches may run later than they are
 * asked for, and end before {@link #await} does.
 */
public interface Device extends AutoCloseable {
  /** What it is. */
  DeviceInfo describe();

  /** How much memory buffers take, and may take. */
  DeviceMemory memory();

  /**
   * A program in OpenCL C.
   *
   * @throws DeviceException when the driver refuses it, with what it says
   */
  DeviceProgram compile(String source);

  /**
   * The same.
   *
   * @param poll called now and then, where what compiles can be ended; when it throws, the device
   *     is given up
   */
  default DeviceProgram compile(String source, Poll poll) {
    poll.poll();
    return compile(source);
  }

  /**
   * Copies the first bytes of a buffer to another one. Of both, the host's view is of no particular
   * content then.
   */
  void copy(DeviceBuffer from, DeviceBuffer to, long bytes);

  /**
   * A buffer with so many bytes of no particular content.
   *
   * @throws OutOfDeviceMemoryException when there is not enough, or the limit would be passed
   */
  DeviceBuffer allocate(long bytes);

  /**
   * The same.
   *
   * @param poll called now and then, where that can be ended; when it throws, the device is given
   *     up
   */
  default DeviceBuffer allocate(long bytes, Poll poll) {
    poll.poll();
    return allocate(bytes);
  }

  /**
   * A buffer for what stays on the device, however many calls use it; the host writes it between
   * calls only.
   */
  default DeviceBuffer allocateLasting(long bytes, Poll poll) {
    return allocate(bytes, poll);
  }

  /** Has the work-items of a grid run an entry of a program. */
  void launch(DeviceProgram program, String entry, Grid grid, List<Argument> arguments);

  /**
   * Waits until all that was asked for is done.
   *
   * @param poll called now and then; when it throws, the device is given up
   * @return launches since the last wait, as the driver counts and times them
   * @throws DeviceException when one of them failed
   */
  LaunchTimes await(Poll poll);

  /**
   * Leaves nothing in any buffer that there is: a driver may give the memory to others as it is.
   *
   * @param poll called now and then; when it throws, the device is given up
   */
  void clear(Poll poll);

  /** Gives back all that it holds, as it is. */
  @Override
  void close();

  /** An argument of an entry. */
  sealed interface Argument {
    /**
     * A buffer.
     *
     * @param stored whether the entry may store into it
     */
    record Memory(DeviceBuffer buffer, boolean stored) implements Argument {}

    record Int(long value) implements Argument {}

    record Float(double value) implements Argument {}
  }
}
