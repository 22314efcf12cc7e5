package io.epochly.conformance.benchmarks;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one call of a function of three operations takes in a hot loop of the guest. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 3)
@Measurement(iterations = 5, time = 2)
public class CallBenchmark {
  private static final int CALLS = 10_000;

  private EpochlyHost host;
  private Guest guest;

  @Setup
  public void open() throws Exception {
    host = EpochlyHost.create();
    guest = host.openGuest(GuestPolicy.builder().build());
    guest.eval(
        """
        import epochly

        def plain(x, y):
            return x * y + x - 0.5

        @epochly.optimize
        def optimized(x, y):
            return x * y + x - 0.5

        @epochly.optimize
        def bumped(a, i):
            a[i] = a[i] * 0.5 + 1.0

        def plain_loop(n):
            s = 0.0
            for i in range(n):
                s += plain(s, 0.25)
            return s

        def optimized_loop(n):
            s = 0.0
            for i in range(n):
                s += optimized(s, 0.25)
            return s

        def array_loop(n):
            a = [1.0] * 16
            for i in range(n):
                bumped(a, 3)
            return a[3]
        """);
  }

  @TearDown
  public void close() {
    host.close();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public double plain() {
    return guest.call("plain_loop", CALLS).asDouble();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public double optimized() {
    return guest.call("optimized_loop", CALLS).asDouble();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public double optimizedOnArray() {
    return guest.call("array_loop", CALLS).asDouble();
  }
}
