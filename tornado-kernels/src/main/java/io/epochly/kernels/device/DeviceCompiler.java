package io.epochly.kernels.device;

import io.epochly.kernels.internal.opencl.DevicePlan;
import io.epochly.kernels.ir.Kernel;

/** Compiles kernels for devices. Safe for use by several threads. */
public final class DeviceCompiler {
  /**
   * Makes the program of a kernel; a queue's device compiles it when it is first called there.
   *
   * @throws io.epochly.kernels.UnsupportedKernelException when no device runs it; the message says
   *     why and where
   * @throws IllegalArgumentException when the kernel is not well formed; the message says where
   */
  public DeviceKernel compile(Kernel kernel) {
    return new DeviceKernel(DevicePlan.of(kernel));
  }
}
