package io.epochly.kernels.device;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.opencl.DeviceCall;
import io.epochly.kernels.internal.opencl.DevicePlan;
import io.epochly.kernels.internal.opencl.DeviceResources;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lends a device to one call at a time, in the order in which they come. The device is opened when
 * the first call needs it, and another one is opened after it was lost: what runs on it then fails,
 * what comes next does not.
 */
public final class DeviceQueue implements AutoCloseable {
  private static final long POLL_MILLIS = 5;

  private final Supplier<Device> opening;
  private final Runnable lost;
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable DeviceResources resources;
  private volatile DeviceStatistics statistics = DeviceStatistics.NONE;
  private boolean closed;

  /**
   * @param opening opens the device, or throws a {@link DeviceException}
   * @param lost hears of each device that was lost while a call had it, on its thread
   */
  public DeviceQueue(Supplier<Device> opening, Runnable lost) {
    this.opening = opening;
    this.lost = lost;
  }

  /** Opens the device now, so that the first call need not wait for it. */
  public DeviceInfo open() {
    turn.lock();
    try {
      return resources().device().describe();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Opens the device and compiles a kernel for it, so that the first call need not wait for either.
   *
   * @throws DeviceException when it cannot be had
   */
  public void prepare(DeviceKernel kernel) {
    turn.lock();
    boolean usable = false;
    try {
      DeviceResources own = resources();
      own.program(kernel.plan());
      statistics = own.statistics();
      usable = true;
    } finally {
      if (!usable) {
        discard();
      }
      turn.unlock();
    }
  }

  /** What was done so far. */
  public DeviceStatistics statistics() {
    return statistics;
  }

  Object call(DevicePlan plan, Poll poll, Object[] operands) {
    take(poll);
    boolean usable = false;
    try {
      DeviceResources own = resources();
      DeviceCall call = new DeviceCall(plan, own, poll);
      try {
        Object result = call.run(operands);
        usable = true;
        return result;
      } catch (BailOut | OutOfDeviceMemoryException e) {
        call.settle();
        usable = true;
        throw e;
      } catch (DeviceLostException e) {
        lost.run();
        throw e;
      } finally {
        statistics = own.statistics();
      }
    } finally {
      if (!usable) {
        discard();
      }
      turn.unlock();
    }
  }

  private void take(Poll poll) {
    try {
      while (!turn.tryLock(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        poll.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while other calls had the device", e);
    }
  }

  private DeviceResources resources() {
    if (closed) {
      throw new DeviceException("the device's queue is closed");
    }
    DeviceResources known = resources;
    if (known == null) {
      known = new DeviceResources(opening.get(), statistics);
      resources = known;
      statistics = known.statistics();
    }
    return known;
  }

  private void discard() {
    DeviceResources last = resources;
    resources = null;
    if (last != null) {
      last.device().close();
    }
  }

  /** Gives the device back, when the call that has it is over. */
  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      discard();
    } finally {
      turn.unlock();
    }
  }
}
