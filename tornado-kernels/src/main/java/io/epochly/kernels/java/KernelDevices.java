package io.epochly.kernels.java;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceQueue;

/** The devices that an owner of kernels has; whoever gives them closes their queues. */
public interface KernelDevices {
  /** No devices. */
  KernelDevices NONE =
      new KernelDevices() {
        @Override
        public DeviceQueue best() {
          throw new DeviceException("these kernels were made for cores only");
        }

        @Override
        public DeviceQueue of(String id) {
          return best();
        }
      };

  /** One device, whatever is asked for. */
  static KernelDevices only(DeviceQueue queue) {
    return new KernelDevices() {
      @Override
      public DeviceQueue best() {
        return queue;
      }

      @Override
      public DeviceQueue of(String id) {
        return queue;
      }
    };
  }

  /**
   * The queue of the most wanted one.
   *
   * @throws DeviceException if there is none; the message says why
   */
  DeviceQueue best();

  /**
   * The queue of a certain one.
   *
   * @throws IllegalArgumentException if there is no such device; the message says which there are
   * @throws DeviceException if there is none at all
   */
  DeviceQueue of(String id);
}
