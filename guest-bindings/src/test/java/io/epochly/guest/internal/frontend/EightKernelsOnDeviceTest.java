package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.guest.DeviceAtHand;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The eight kernels on a device, in its process: the same bits as here, or a reason. */
@Timeout(180)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class EightKernelsOnDeviceTest {
  private static final Path KERNELS = Path.of("..", "conformance", "kernels", "kernels.py");

  /** What the functions of the driver may add up to in a price; see the page about the IR. */
  private static final double PRICE_TOLERANCE = 1e-13;

  private static DeviceQueue queue;

  @Parameter private DeviceProvider provider;

  @BeforeParameterizedClassInvocation
  static void open(DeviceProvider provider) {
    queue = DeviceAtHand.open(provider).queue();
  }

  @AfterParameterizedClassInvocation
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  private static CompiledKernel compiled(String name, Object... operands) {
    try {
      return SourceKernels.compiled(Files.readString(KERNELS), name, operands);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernels cannot be read", e);
    }
  }

  /** What a kernel leaves in its operands, here and on the device. */
  private record Both(Object[] here, Object[] device) {}

  private static Both run(String name, Object... operands) {
    CompiledKernel kernel = compiled(name, operands);
    Object[] here = SourceKernels.copies(operands);
    Object[] device = SourceKernels.copies(operands);
    kernel.invoke(() -> {}, SourceKernels.arguments(here));
    new DeviceCompiler()
        .compile(kernel.source())
        .invoke(() -> {}, SourceKernels.arguments(device), queue);
    return new Both(here, device);
  }

  private static void assertSameBits(String name, Object... operands) {
    Both both = run(name, operands);
    assertThat(Arrays.deepToString(both.device())).isEqualTo(Arrays.deepToString(both.here()));
    assertThat(Arrays.deepEquals(both.device(), operands)).as("it did nothing").isFalse();
  }

  private static double[] floats(int n, double scale) {
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      result[i] = (i * 7919 % 1000) * 0.001 * scale + 0.001;
    }
    return result;
  }

  @Test
  void mandelbrot() {
    assertSameBits("mandelbrot", new int[120 * 90], 120L, 90L, 200L);
  }

  @Test
  void matmul() {
    assertSameBits("matmul", floats(4096, 1), floats(4096, 2), new double[4096], 64L);
  }

  @Test
  void jacobiTransfersTwiceInTwentySteps() {
    DeviceStatistics before = queue.statistics();
    assertSameBits("jacobi", floats(10_000, 1), floats(10_000, 1), 100L, 20L);
    DeviceStatistics after = queue.statistics();
    assertThat(after.launches().launches() - before.launches().launches()).isEqualTo(40);
    assertThat(after.uploads() - before.uploads()).isEqualTo(2);
    assertThat(after.downloads() - before.downloads()).isEqualTo(2);
  }

  @Test
  void nbody() {
    int n = 300;
    assertSameBits(
        "nbody",
        floats(n, 1),
        floats(n, 2),
        floats(n, 3),
        floats(n, 1),
        new double[n],
        new double[n],
        new double[n],
        (long) n);
  }

  @Test
  void saxpy() {
    assertSameBits("saxpy", 0.5, floats(100_000, 1), floats(100_000, 2), 100_000L);
  }

  @Test
  void blackscholesDiffersByTheDriversFunctionsOnly() {
    int n = 20_000;
    Both both =
        run(
            "blackscholes",
            floats(n, 50),
            floats(n, 40),
            floats(n, 2),
            new double[n],
            (long) n,
            0.03,
            0.3);
    double[] here = (double[]) both.here()[3];
    double[] device = (double[]) both.device()[3];
    for (int i = 0; i < n; i++) {
      assertThat(Math.abs(here[i] - device[i])).as("price %d", i).isLessThan(PRICE_TOLERANCE);
    }
  }

  @Test
  void aDivisionByZeroLeavesAllAsItWas() {
    int n = 1000;
    double[] k = floats(n, 40);
    k[700] = 0.0;
    double[] call = floats(n, 1);
    Object[] operands = {floats(n, 50), k, floats(n, 2), call, (long) n, 0.03, 0.3};
    CompiledKernel kernel = compiled("blackscholes", operands);
    double[] before = call.clone();
    assertThatThrownBy(
            () ->
                new DeviceCompiler()
                    .compile(kernel.source())
                    .invoke(() -> {}, SourceKernels.arguments(operands), queue))
        .isInstanceOfSatisfying(
            BailOut.class, e -> assertThat(e.reason()).isEqualTo(BailReason.ZERO_DIVISION));
    assertThat(call).isEqualTo(before);
  }

  @Test
  void whatIsOneChainOfStepsIsRefusedWithTheReason() {
    assertThatThrownBy(() -> new DeviceCompiler().compile(compiled("lcg_count", 100L).source()))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("CARRIED");
    Object[] words = {
      new int[9], new int[9], new int[10], new int[10], 9L, 9L,
    };
    assertThatThrownBy(() -> new DeviceCompiler().compile(compiled("editdist", words).source()))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("outside of independent loops");
  }
}
