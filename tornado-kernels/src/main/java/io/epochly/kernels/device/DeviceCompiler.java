package io.epochly.kernels.device;

import io.epochly.kernels.internal.opencl.DevicePlan;
import io.epochly.kernels.ir.Kernel;
import java.util.function.UnaryOperator;

/** Compiles kernels for devices. Safe for use by several threads. */
public final class DeviceCompiler {
  private final UnaryOperator<String> text;

  /** A compiler as there is. */
  public DeviceCompiler() {
    this(UnaryOperator.identity());
  }

  private DeviceCompiler(UnaryOperator<String> text) {
    this.text = text;
  }

  /** A compiler that changes the text of each program in the end, as suites put errors into one. */
  public DeviceCompiler withText(UnaryOperator<String> change) {
    return new DeviceCompiler(program -> change.apply(text.apply(program)));
  }

  /**
   * Makes the program of a kernel; a queue's device compiles it when it is first called there.
   *
   * @throws io.epochly.kernels.UnsupportedKernelException when no device runs it; the message says
   *     why and where
   * @throws IllegalArgumentException when the kernel is not well formed; the message says where
   */
  public DeviceKernel compile(Kernel kernel) {
    return new DeviceKernel(DevicePlan.of(kernel, text));
  }
}
