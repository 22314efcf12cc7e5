package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.ir.Position;

/** How what no device runs is refused. */
final class Unsupported {
  private Unsupported() {}

  static UnsupportedKernelException at(Position position, String what) {
    String place = position.equals(Position.NONE) ? "" : " (" + position + ")";
    return new UnsupportedKernelException("not on a device: " + what + place);
  }
}
