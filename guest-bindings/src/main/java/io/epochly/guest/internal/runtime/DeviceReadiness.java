package io.epochly.guest.internal.runtime;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.util.Optional;

/**
 * Has another thread start a device's process before a call waits for it: when the first function
 * asks for the device, and when a process was lost.
 */
final class DeviceReadiness {
  private static final long NOTHING_STARTED = -1;

  private final DeviceQueue queue;
  private final Object measuring = new Object();
  private volatile Optional<LaunchCosts> costs = Optional.empty();

  /** How many processes there had been when one was last started here. */
  private long startedAfter = NOTHING_STARTED;

  DeviceReadiness(DeviceQueue queue) {
    this.queue = queue;
  }

  /** Takes note of a function that asks for the device. */
  synchronized void wanted() {
    if (startedAfter == NOTHING_STARTED && queue.statistics().opened() == 0) {
      start();
    }
  }

  /** Takes note of a process that has ended under a call. */
  synchronized void lost() {
    // A device that cannot be opened is tried by each call, and need not be tried beside it.
    if (startedAfter != queue.statistics().opened()) {
      start();
    }
  }

  private void start() {
    startedAfter = queue.statistics().opened();
    inBackground(queue::open);
  }

  /** What calls there take whatever their work is; nothing before it was measured. */
  Optional<LaunchCosts> costs() {
    return costs;
  }

  /**
   * Opens the device, measures what calls there take unless that is known, and compiles a kernel.
   *
   * @throws DeviceException when it cannot be had
   * @throws DeviceCosts.RefusedException when its driver refuses the kernel
   */
  void prepare(DeviceKernel kernel) {
    queue.open();
    synchronized (measuring) {
      if (costs.isEmpty()) {
        costs = Optional.of(LaunchCosts.measured(queue));
      }
    }
    try {
      queue.prepare(kernel);
    } catch (DeviceLostException | OutOfDeviceMemoryException e) {
      throw e;
    } catch (DeviceException e) {
      // What opens, and then says no, refuses the program.
      throw new DeviceCosts.RefusedException(e);
    }
  }

  /** Has a kernel be compiled there. */
  void compile(DeviceKernel kernel) {
    inBackground(() -> queue.prepare(kernel));
  }

  private static void inBackground(Runnable work) {
    Thread.ofPlatform()
        .daemon()
        .name("epochly-device-warm-up")
        .start(
            () -> {
              try {
                work.run();
              } catch (DeviceException _) {
                // The call that needs it is told the same.
              }
            });
  }
}
