package io.epochly.kernels;

import io.epochly.kernels.ir.Kernel;

/** A kernel that can be run any number of times, from any thread. */
public interface CompiledKernel {
  /**
   * Runs the kernel. When it throws, whatever it throws, every array is as before.
   *
   * @param poll called now and then; may throw to cancel
   * @param operands one per parameter: {@link Long}, {@link Double} or {@link Boolean} for scalars,
   *     {@link ArrayArg} for arrays
   * @return as {@link io.epochly.kernels.ir.Result} says; null when the kernel returns nothing
   * @throws BailOut when the plain function must run instead
   */
  Object invoke(Poll poll, Object[] operands);

  /** What was compiled. */
  Kernel ir();

  /** Whether the kernel may store into the array at this place among its parameters. */
  boolean stores(int parameter);

  /** Nanoseconds spent on generating and loading the code. */
  long compileNanos();
}
