package io.epochly.kernels;

import io.epochly.kernels.ir.Kernel;
import java.util.List;

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
  default Object invoke(Poll poll, Object[] operands) {
    return invoke(poll, operands, Cores.ONE);
  }

  /**
   * The same, on several cores: loops whose iterations are independent run in pieces, where that
   * pays.
   */
  Object invoke(Poll poll, Object[] operands, Cores cores);

  /** Whether some of its runs may be so long that they poll. */
  boolean polls();

  /** How loops that may run on several cores did so far. */
  List<SplitReport> splits();

  /** What was compiled, as it came. */
  Kernel source();

  /** What was compiled, as the passes left it; it has the parameters of {@link #source}. */
  Kernel ir();

  /** What became of each loop, in the order of {@link #source}. */
  List<LoopReport> loops();

  /** Whether the kernel may store into the array at this place among its parameters. */
  boolean stores(int parameter);

  /** Nanoseconds spent on generating and loading the code. */
  long compileNanos();
}
