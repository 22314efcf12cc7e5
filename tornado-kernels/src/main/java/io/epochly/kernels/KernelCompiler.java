package io.epochly.kernels;

import io.epochly.kernels.internal.ir.LoopVersions;
import io.epochly.kernels.internal.ir.Verifier;
import io.epochly.kernels.internal.jvm.JvmBackend;
import io.epochly.kernels.ir.Kernel;

/** Compiles kernels. Safe for use by several threads. */
public final class KernelCompiler {
  private final JvmBackend backend = new JvmBackend();

  /**
   * Compiles for this JVM. Takes milliseconds and loads one hidden class, which goes with the
   * result.
   *
   * @throws UnsupportedKernelException when the kernel is too large
   * @throws IllegalArgumentException when the kernel is not well formed; the message says where
   */
  public CompiledKernel compile(Kernel kernel) {
    Verifier.verify(kernel);
    Kernel optimized = LoopVersions.apply(kernel);
    Verifier.verify(optimized);
    try {
      return backend.compile(optimized);
    } catch (UnsupportedKernelException e) {
      // Loops that stand twice may be what made it too large.
      return backend.compile(kernel);
    }
  }
}
