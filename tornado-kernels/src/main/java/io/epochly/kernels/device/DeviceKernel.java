package io.epochly.kernels.device;

import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.opencl.DevicePlan;
import io.epochly.kernels.ir.Kernel;

/** A kernel whose loops run on a device. It can be run any number of times, from any thread. */
public final class DeviceKernel {
  private final DevicePlan plan;

  DeviceKernel(DevicePlan plan) {
    this.plan = plan;
  }

  /**
   * Runs the kernel on the device of a queue. When it throws, whatever it throws, every array is as
   * before.
   *
   * @param poll called now and then, also while the call waits for its turn; when it throws, the
   *     device is given up
   * @param operands as those of {@link io.epochly.kernels.CompiledKernel#invoke}, and a {@link
   *     DeviceArray} of the queue in the place of any flat array, or a {@link DeviceArray.Region}
   *     in the place of any buffer
   * @return as {@link io.epochly.kernels.ir.Result} says; null when the kernel returns nothing
   * @throws io.epochly.kernels.BailOut when the plain function must run instead
   * @throws DeviceException when the device failed, or has lost an operand; the kernel can run
   *     elsewhere
   * @throws IllegalStateException when an operand is closed
   * @throws IllegalArgumentException when an operand lies on another device
   */
  public Object invoke(Poll poll, Object[] operands, DeviceQueue queue) {
    return queue.call(plan, poll, operands);
  }

  /** Whether every device gives the same bits as the cores. */
  public boolean isExact() {
    return plan.isExact();
  }

  DevicePlan plan() {
    return plan;
  }

  /** What was compiled, as it came. */
  public Kernel source() {
    return plan.source();
  }

  /** The program of its loops: OpenCL C, and CUDA C where {@code __CUDACC__} is defined. */
  public String program() {
    return plan.program();
  }
}
