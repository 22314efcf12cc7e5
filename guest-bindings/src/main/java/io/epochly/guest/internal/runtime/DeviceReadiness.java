package io.epochly.guest.internal.runtime;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceQueue;

/**
 * Has another thread start a device's process before a call waits for it: when the first function
 * asks for the device, and when a process was lost.
 */
final class DeviceReadiness {
  private static final long NOTHING_STARTED = -1;

  private final DeviceQueue queue;

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
