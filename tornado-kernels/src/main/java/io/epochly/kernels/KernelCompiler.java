package io.epochly.kernels;

import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.internal.jvm.JvmBackend;
import io.epochly.kernels.ir.Kernel;
import java.util.List;

/**
 * Compiles kernels. Safe for use by several threads.
 *
 * <p>A kernel goes through passes, then to the backend. It is verified when it comes and when it
 * goes, and after every pass where the system property {@code epochly.kernels.verify} is {@code
 * true}.
 */
public final class KernelCompiler {
  private final Passes passes;
  private final JvmBackend backend = new JvmBackend();

  /** A compiler with the passes that there are. */
  public KernelCompiler() {
    this(Passes.standard());
  }

  private KernelCompiler(Passes passes) {
    this.passes = passes;
  }

  /** A compiler with one more pass, that gets kernels as they come. */
  public KernelCompiler withFirst(Pass pass) {
    return new KernelCompiler(passes.withFirst(pass));
  }

  /** A compiler with one more pass, behind all others. */
  public KernelCompiler withLast(Pass pass) {
    return new KernelCompiler(passes.withLast(pass));
  }

  /**
   * A compiler without one of the passes, to see what it is good for.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public KernelCompiler without(String pass) {
    return new KernelCompiler(passes.without(pass));
  }

  /**
   * Compiles for this JVM. Takes milliseconds and loads one hidden class, which goes with the
   * result.
   *
   * @throws UnsupportedKernelException when the kernel is too large
   * @throws IllegalArgumentException when the kernel is not well formed; the message says where
   */
  public CompiledKernel compile(Kernel kernel) {
    // Loops that stand twice may be what makes a kernel too large.
    Passes even = passes.withoutRagged();
    Kernel tooLarge = null;
    for (Passes tried : List.of(passes, even, even.withoutVectors())) {
      Passes.Passed passed = tried.run(kernel);
      if (passed.kernel().equals(tooLarge)) {
        continue;
      }
      tooLarge = passed.kernel();
      try {
        return backend.compile(passed);
      } catch (UnsupportedKernelException _) {
        // The next one makes less code of it.
      }
    }
    return backend.compile(passes.withoutCopies().run(kernel));
  }
}
