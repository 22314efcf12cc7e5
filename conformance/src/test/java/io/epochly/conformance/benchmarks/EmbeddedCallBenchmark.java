package io.epochly.conformance.benchmarks;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleBinaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a Java program pays for a call of an optimized function through its interface, beside a
 * lambda of the same body.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class EmbeddedCallBenchmark {
  /** As the guest's function has it. */
  @FunctionalInterface
  public interface Sum {
    double of(double[] values);
  }

  private EpochlyHost host;
  private DoubleBinaryOperator lambda;
  private DoubleBinaryOperator function;
  private DoubleBinaryOperator scaled;
  private Sum lambdaSum;
  private Sum sum;
  private double x = 1.25;
  private double y = 3.5;
  private final double[] values = new double[16];

  @Setup
  public void open() {
    host = EpochlyHost.create();
    Guest guest = host.openGuest(GuestPolicy.closed());
    guest.eval(
        """
        import epochly
        rate = 0.5

        @epochly.optimize
        def price(x, y):
            return x * y + x - 0.5

        @epochly.optimize
        def scaled(x, y):
            return x * y + x - rate

        @epochly.optimize
        def total(values):
            s = 0.0
            for x in values:
                s += x
            return s
        """);
    lambda = (a, b) -> a * b + a - 0.5;
    function = guest.function("price", DoubleBinaryOperator.class);
    scaled = guest.function("scaled", DoubleBinaryOperator.class);
    lambdaSum =
        a -> {
          double s = 0;
          for (double each : a) {
            s += each;
          }
          return s;
        };
    sum = guest.function("total", Sum.class);
    // Each enters the guest when it is called first, and the others after that once more.
    for (int i = 0; i < 3; i++) {
      function.applyAsDouble(x, y);
      scaled.applyAsDouble(x, y);
      sum.of(values);
    }
  }

  @TearDown
  public void close() {
    host.close();
  }

  @Benchmark
  public double lambda() {
    return lambda.applyAsDouble(x, y);
  }

  @Benchmark
  public double function() {
    return function.applyAsDouble(x, y);
  }

  @Benchmark
  public double functionWithGlobal() {
    return scaled.applyAsDouble(x, y);
  }

  @Benchmark
  public double lambdaOnArray() {
    return lambdaSum.of(values);
  }

  @Benchmark
  public double functionOnArray() {
    return sum.of(values);
  }
}
