package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Position;
import java.util.List;

/**
 * Where a program may give up, and why.
 *
 * @param parameter the array parameter concerned, or -1
 */
record Site(BailReason reason, Position position, int parameter) {
  static Site of(BailReason reason, Position position) {
    return new Site(reason, position, -1);
  }

  static Site of(BailReason reason, Position position, ArrayRef array) {
    return new Site(reason, position, array instanceof ArrayParam p ? p.index() : -1);
  }

  /**
   * @param counters of the loops around it
   */
  BailOut bailOut(List<Long> counters) {
    return new BailOut(reason, position, parameter, counters);
  }
}
