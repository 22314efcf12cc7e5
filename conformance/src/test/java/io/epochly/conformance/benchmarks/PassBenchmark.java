package io.epochly.conformance.benchmarks;

import io.epochly.kernels.KernelCompiler;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What each pass is good for: the kernels, compiled with all passes and with one left out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 1)
public class PassBenchmark {
  private static final String NONE = "none";

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

  @Param({
    NONE,
    "loop versions",
    "dead assignments",
    "splitting",
    "deferred checks",
    "strip mining",
    "recurrences"
  })
  public String without;

  private Context context;
  private Value call;

  @Setup
  public void compile() {
    KernelCompiler compiler = new KernelCompiler();
    context = EightKernels.guest(NONE.equals(without) ? compiler : compiler.without(without));
    call = context.eval("python", "calls('%s')".formatted(name));
  }

  @Benchmark
  public Value run() {
    return call.execute();
  }

  @TearDown
  public void close() {
    context.close(true);
  }
}
