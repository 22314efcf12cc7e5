package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import java.util.List;

/**
 * A loop that a device runs.
 *
 * @param entry its entry in the program
 * @param reductions how what its pieces give is combined
 * @param scalars the types of the numbers that it captures
 * @param dimensions how many axes the grid of its iterations has; how long the inner ones are, the
 *     last numbers tell
 * @param arrays what it uses, in the order of its arguments
 */
record DeviceLoop(
    String entry,
    List<Reduction> reductions,
    List<ScalarType> scalars,
    int dimensions,
    List<Array> arrays) {
  DeviceLoop {
    reductions = List.copyOf(reductions);
    scalars = List.copyOf(scalars);
    arrays = List.copyOf(arrays);
  }

  /**
   * An array that a loop uses.
   *
   * @param captured its place among the lists that the loop captures, -1 if it is a parameter
   */
  record Array(ArrayRef ref, int captured, boolean stored) {}
}
