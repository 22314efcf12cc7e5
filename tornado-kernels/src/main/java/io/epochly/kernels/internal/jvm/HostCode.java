package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Reduction;
import java.util.List;

/**
 * The code of a kernel whose loops run elsewhere; what is left computes numbers only, so there is
 * nothing to undo when it ends early.
 */
public final class HostCode {
  private final KernelCode code;

  private HostCode(KernelCode code) {
    this.code = code;
  }

  /**
   * @throws io.epochly.kernels.UnsupportedKernelException when the kernel is too large
   */
  public static HostCode of(Kernel kernel) {
    return new HostCode(JvmBackend.code(Passes.apart(kernel), false));
  }

  /** Runs the kernel; as {@link io.epochly.kernels.CompiledKernel#invoke}. */
  public Object run(Poll poll, Object[] operands, LoopRunner runner) {
    KernelCode own = code.another();
    own.runLoopsBy(runner);
    return own.run(poll, operands, Cores.ONE);
  }

  /** What the results of groups of pieces combine to, in their order. */
  public static Object[] combined(List<Reduction> reductions, List<Object[]> groups) {
    return new Combination(reductions, reductions.size()).oneByOne(groups);
  }

  /** How many iterations a piece has whose results are combined in an order that counts. */
  public static long fixedPiece(long trips, long work) {
    return SplitSite.fixedPiece(trips, work);
  }
}
