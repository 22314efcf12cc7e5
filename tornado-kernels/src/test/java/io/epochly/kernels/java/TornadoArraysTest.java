package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.epochly.kernels.Cores;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.LaunchTimes;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arrays that stay on a device of TornadoVM, by what its own profiler says was moved. */
@Timeout(120)
class TornadoArraysTest {
  private static final int LENGTH = 100_000;
  private static final long BYTES = LENGTH * (long) Double.BYTES;

  /** What each call moves: its numbers, and where a loop says that it failed. */
  private static final long LITTLE = 4096;

  private DeviceQueue queue;
  private JavaKernels kernels;
  private LaunchTimes before = LaunchTimes.NONE;

  @BeforeEach
  void open() {
    queue = Devices.queue(DeviceAtHand.info(DeviceProvider.TORNADO), DeviceSettings.NONE, () -> {});
    kernels = new JavaKernels(Cores.ONE, () -> false, KernelDevices.only(queue)).onDevice();
  }

  @AfterEach
  void close() {
    if (queue != null) {
      queue.close();
    }
  }

  private JavaKernel compile(String name) {
    return kernels.compile(DeviceArrayTest.Methods.class, name);
  }

  private static double[] doubles(double first) {
    return IntStream.range(0, LENGTH).mapToDouble(i -> first + i * 0.25).toArray();
  }

  /** That so many bytes went there and came back since this was asked last, and hardly more. */
  private void assertMoved(long in, long out) {
    LaunchTimes now = queue.statistics().launches();
    assertThat(now.movedIn() - before.movedIn()).as("in").isBetween(in, in + 2 * LITTLE);
    assertThat(now.movedOut() - before.movedOut()).as("out").isBetween(out, out + 2 * LITTLE);
    before = now;
  }

  @Test
  void callsOnThemMoveNothingAndAWriteItsArrayOnce() {
    JavaKernel saxpy = compile("saxpy");
    double[] x = doubles(1);
    double[] y = doubles(2);
    try (DeviceArray<double[]> there = kernels.array(x);
        DeviceArray<double[]> other = kernels.array(y)) {
      saxpy.run(0.5, there, other);
      DeviceArrayTest.Methods.saxpy(0.5, x, y);
      assertMoved(2 * BYTES, 0);
      for (int i = 0; i < 20; i++) {
        saxpy.run(0.5, there, other);
        DeviceArrayTest.Methods.saxpy(0.5, x, y);
        assertMoved(0, 0);
      }
      x = doubles(3);
      there.copyFrom(x);
      saxpy.run(0.25, there, other);
      DeviceArrayTest.Methods.saxpy(0.25, x, y);
      assertMoved(BYTES, 0);
      saxpy.run(0.25, there, other);
      DeviceArrayTest.Methods.saxpy(0.25, x, y);
      assertMoved(0, 0);
      assertThat(other.toArray()).isEqualTo(y);
      assertThat(there.toArray()).isEqualTo(x);
      assertThat(other.toArray()).isEqualTo(y);
      saxpy.run(0.25, there, other);
      DeviceArrayTest.Methods.saxpy(0.25, x, y);
      assertMoved(0, BYTES);
      assertThat(other.toArray()).isEqualTo(y);
    }
    assertThat(saxpy.stats().onDevice()).as(saxpy.explain()).isEqualTo(24);
  }

  @Test
  void callsThatMayFailMoveNothingEither() {
    JavaKernel quotients = compile("quotients");
    int[] x = IntStream.range(1, LENGTH + 1).toArray();
    int[] y = new int[LENGTH];
    try (DeviceArray<int[]> divisors = kernels.array(x);
        DeviceArray<int[]> results = kernels.array(y)) {
      // What they store into lies in two places by turns.
      quotients.run(divisors, results, 7);
      quotients.run(divisors, results, 77);
      before = queue.statistics().launches();
      for (int i = 1; i < 6; i++) {
        quotients.run(divisors, results, 1000 * i);
        assertMoved(0, 0);
      }
      DeviceArrayTest.Methods.quotients(x, y, 5000);
      assertThat(results.toArray()).isEqualTo(y);
      x[LENGTH - 1] = 0;
      divisors.copyFrom(x);
      assertThat(catchThrowable(() -> quotients.run(divisors, results, 3)))
          .isInstanceOf(ArithmeticException.class);
      Arrays.fill(y, 0, LENGTH - 1, 0);
      int[] expected = y.clone();
      expected[0] = 3;
      expected[1] = 1;
      expected[2] = 1;
      assertThat(results.toArray()).isEqualTo(expected);
    }
    assertThat(quotients.stats().onDevice()).as(quotients.explain()).isEqualTo(7);
  }

  @Test
  void severalFunctionsShareWhatIsThere() {
    JavaKernel saxpy = compile("saxpy");
    JavaKernel scale = compile("scale");
    double[] x = doubles(1);
    double[] y = doubles(2);
    try (DeviceArray<double[]> there = kernels.array(x);
        DeviceArray<double[]> other = kernels.array(y)) {
      for (int i = 0; i < 10; i++) {
        scale.run(there, 0.5);
        saxpy.run(0.5, there, other);
        saxpy.run(0.125, other, there);
        DeviceArrayTest.Methods.scale(x, 0.5);
        DeviceArrayTest.Methods.saxpy(0.5, x, y);
        DeviceArrayTest.Methods.saxpy(0.125, y, x);
        if (i > 0) {
          assertMoved(0, 0);
        }
        before = queue.statistics().launches();
      }
      assertThat(there.toArray()).isEqualTo(x);
      assertThat(other.toArray()).isEqualTo(y);
    }
  }

  @Test
  void aGraphThatIsBuiltAnewAfterManyRunsLosesNothing() {
    JavaKernel scale = compile("scale");
    double[] x = {1, 2, 3};
    try (DeviceArray<double[]> there = kernels.array(x)) {
      for (int i = 0; i < 4200; i++) {
        scale.run(there, 0.75);
        DeviceArrayTest.Methods.scale(x, 0.75);
      }
      assertThat(there.toArray()).isEqualTo(x);
    }
    assertThat(scale.stats().onDevice()).as(scale.explain()).isEqualTo(4200);
  }

  /** Each array has one copy there then, and all go there again when one was written. */
  @Test
  void onAFullDeviceTheyHaveNoSecondCopies() {
    long limit = 8_000_000;
    try (DeviceQueue small =
        Devices.queue(
            DeviceAtHand.info(DeviceProvider.TORNADO),
            new DeviceSettings(limit, Optional.empty()),
            () -> {})) {
      JavaKernels own =
          new JavaKernels(Cores.ONE, () -> false, KernelDevices.only(small)).onDevice();
      JavaKernel saxpy = own.compile(DeviceArrayTest.Methods.class, "saxpy");
      int n = 480_000;
      double[] x = Arrays.copyOf(doubles(1), n);
      double[] y = Arrays.copyOf(doubles(2), n);
      try (DeviceArray<double[]> there = own.array(x);
          DeviceArray<double[]> other = own.array(y)) {
        for (int i = 0; i < 12; i++) {
          before = small.statistics().launches();
          saxpy.run(0.5, there, other);
          DeviceArrayTest.Methods.saxpy(0.5, x, y);
          Arrays.fill(x, i);
          there.copyFrom(x);
        }
        long in = small.statistics().launches().movedIn() - before.movedIn();
        assertThat(in).isGreaterThan(2L * n * Double.BYTES);
        assertThat(other.toArray()).isEqualTo(y);
        assertThat(there.toArray()).isEqualTo(x);
      }
      assertThat(saxpy.stats().onDevice()).as(saxpy.explain()).isEqualTo(12);
    }
  }

  @Test
  void whatIsOnlyThereOutlivesWhatItWasUsedWith() {
    JavaKernel saxpy = compile("saxpy");
    double[] y = doubles(2);
    try (DeviceArray<double[]> other = kernels.array(y)) {
      for (int i = 0; i < 5; i++) {
        double[] x = doubles(i);
        try (DeviceArray<double[]> there = kernels.array(x)) {
          saxpy.run(0.5, there, other);
          DeviceArrayTest.Methods.saxpy(0.5, x, y);
        }
        if (i == 3) {
          // Written at once, when what closing brings is not there yet.
          y = doubles(9);
          other.copyFrom(y);
        }
      }
      assertThat(other.toArray()).isEqualTo(y);
    }
  }
}
