package io.epochly.kernels.internal.jvm;

import org.jspecify.annotations.Nullable;

/** Runs the independent loops of a kernel elsewhere than on the cores of this JVM. */
@FunctionalInterface
public interface LoopRunner {
  /**
   * Runs all iterations of a loop.
   *
   * @param site the loop's number, in the order of the kernel
   * @param start the first counter
   * @param work about how many steps it takes
   * @param captured what the loop reads of the kernel's variables: numbers, then lists, as {@link
   *     io.epochly.kernels.ArrayArg} or {@link io.epochly.kernels.OperandRow}
   * @return what the loop's variables combine to, null where it has none
   */
  Object @Nullable [] run(
      int site, long start, long trips, long work, Object[] captured, Object[] operands);
}
