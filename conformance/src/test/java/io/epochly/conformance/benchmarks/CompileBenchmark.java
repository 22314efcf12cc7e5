package io.epochly.conformance.benchmarks;

import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.internal.ir.LoopVersions;
import io.epochly.kernels.internal.ir.Verifier;
import io.epochly.kernels.ir.Kernel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What compiling a kernel takes behind the frontend: all of it, and each pass. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class CompileBenchmark {
  @Param({
    "mandelbrot",
    "matmul",
    "jacobi",
    "blackscholes",
    "nbody",
    "lcg_count",
    "editdist",
    "saxpy"
  })
  public String name;

  private final KernelCompiler compiler = new KernelCompiler();
  private Kernel kernel;

  @Setup
  public void lower() {
    kernel = EightKernels.byName().get(name);
  }

  @Benchmark
  public CompiledKernel whole() {
    return compiler.compile(kernel);
  }

  @Benchmark
  public Object loopVersions() {
    return LoopVersions.apply(kernel, true);
  }

  @Benchmark
  public Object verifier() {
    return Verifier.verify(kernel);
  }
}
