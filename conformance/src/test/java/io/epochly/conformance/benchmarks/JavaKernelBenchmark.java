package io.epochly.conformance.benchmarks;

import io.epochly.conformance.twins.JavaTwins;
import io.epochly.host.EpochlyHost;
import io.epochly.kernels.java.JavaKernel;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** The kernels in Java as plain loops and as kernels on all cores of the machine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class JavaKernelBenchmark {
  @Param({"vectorAdd", "saxpy", "nbody", "matrixProduct", "blackScholes", "histogram", "life"})
  private String name = "";

  private EpochlyHost host;
  private JavaKernel kernel;
  private Object[] arguments;
  private Runnable plain;

  private static double[] floats(int n, double scale) {
    return IntStream.range(0, n).mapToDouble(i -> ((long) i * 7919 % 1009 + 1) * scale).toArray();
  }

  private static int[] ints(int n, int below) {
    return IntStream.range(0, n).map(i -> (int) ((long) i * 7919 % below)).toArray();
  }

  /** Makes the arguments, and the plain call on them, which HotSpot sees as any other. */
  @Setup
  public void open() {
    host = EpochlyHost.create();
    kernel = host.kernels().compile(JavaTwins.class, name);
    int n = 2_000_000;
    switch (name) {
      case "vectorAdd" -> {
        double[] a = floats(n, 0.25);
        double[] c = new double[n];
        arguments = new Object[] {a, a, c};
        plain = () -> JavaTwins.vectorAdd(a, a, c);
      }
      case "saxpy" -> {
        double[] x = floats(n, 0.125);
        double[] y = floats(n, 0.5);
        arguments = new Object[] {1e-9, x, y};
        plain = () -> JavaTwins.saxpy(1e-9, x, y);
      }
      case "nbody" -> {
        double[] x = floats(2000, 0.1);
        double[] m = floats(2000, 0.01);
        double[] out = new double[2000];
        double[] out2 = new double[2000];
        double[] out3 = new double[2000];
        arguments = new Object[] {x, x, x, m, out, out2, out3};
        plain = () -> JavaTwins.nbody(x, x, x, m, out, out2, out3);
      }
      case "matrixProduct" -> {
        double[] a = floats(320 * 320, 0.1);
        double[] c = new double[320 * 320];
        arguments = new Object[] {a, a, c, 320};
        plain = () -> JavaTwins.matrixProduct(a, a, c, 320);
      }
      case "blackScholes" -> {
        double[] spot = floats(400_000, 0.1);
        double[] strike = floats(400_000, 0.11);
        double[] years = floats(400_000, 0.003);
        double[] call = new double[400_000];
        arguments = new Object[] {spot, strike, years, 0.02, 0.3, call};
        plain = () -> JavaTwins.blackScholes(spot, strike, years, 0.02, 0.3, call);
      }
      case "histogram" -> {
        int[] values = ints(n, 100_003);
        int[] counts = new int[1000];
        arguments = new Object[] {values, counts};
        plain = () -> JavaTwins.histogram(values, counts);
      }
      default -> {
        int[] from = ints(1200 * 1200, 2);
        int[] to = new int[1200 * 1200];
        arguments = new Object[] {from, to, 1200, 1200};
        plain = () -> JavaTwins.life(from, to, 1200, 1200);
      }
    }
  }

  @TearDown
  public void close() {
    host.close();
  }

  @Benchmark
  public void plain() {
    plain.run();
  }

  @Benchmark
  public Object kernel() {
    return kernel.run(arguments);
  }
}
