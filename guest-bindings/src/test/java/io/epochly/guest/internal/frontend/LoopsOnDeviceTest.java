package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.guest.DeviceAtHand;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceStatistics;
import io.epochly.kernels.device.Grid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices make of loops: grids of nested ones, and results that groups combine. */
@Timeout(180)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class LoopsOnDeviceTest {
  static final String MODULE =
      """
      def plane(a, b, n, m):
          for i in range(1, n - 1):
              for j in range(1, m - 1):
                  b[i * m + j] = a[(i - 1) * m + j] + a[(i + 1) * m + j] - a[i * m + j - 1] * a[i * m + j + 1]

      def cube(a, b, n, m, k):
          for i in range(n):
              left = i * 3
              for j in range(m):
                  both = left - j
                  for l in range(k):
                      if (l + i) % 5 == 0:
                          continue
                      b[(i * m + j) * k + l] = a[(i * m + j) * k + l] * 2.0 + both

      def backwards(a, b, n, m):
          for i in range(n - 1, -1, -1):
              for j in range(m - 1, -1, -3):
                  b[i * m + j] = a[i * m + j] + 1.0

      def products(y, a, x, n, m):
          for i in range(n):
              for j in range(m):
                  y[i] += a[i * m + j] * x[j]

      def buffer(y, n, m):
          for i in range(n):
              for j in range(m):
                  s = 0.0
                  for k in range(3):
                      s += y[i, j] * k
                  y[i, j] = s

      def early(a, b, n, m):
          for i in range(n):
              x = 1.0 / a[i]
              for j in range(m):
                  b[i * m + j] = x + 1.0 / (a[i] - j)

      def sums(x, y, n):
          total = 7
          product = 1
          low = 9
          high = -9
          first = 77
          every = -1
          some = 0
          odd = 5
          least = 2.5
          most = -2.5
          for i in range(n):
              total += x[i]
              product *= x[i] | 1 if i % 1000 == 0 else 1
              if x[i] < low:
                  low = x[i]
              high = max(high, x[i])
              first = min(x[i] * 3, first)
              every &= x[i]
              some |= x[i]
              odd ^= x[i]
              if y[i] < least:
                  least = y[i]
              most = max(most, y[i])
          return total, product, low, high, every, some, odd, least, most, first

      def mean(y, n):
          total = 0.1
          squares = 1.0
          for i in prange(n):
              total += y[i]
              squares *= 1.0 + y[i] * 1e-9
          return total, squares

      def rows(y, n, m):
          total = 0.1
          for i in prange(n):
              s = 0.0
              for j in range(m):
                  s += y[j] / (i + 1)
              total += s
          return total

      def divided(x, y, n):
          total = 0
          for i in range(n):
              total += 1000 // x[i]
          return total

      def count(h, x, n):
          for i in range(n):
              h[x[i]] += 1

      def weigh(h, g, x, w, n):
          total = 0
          for i in range(n):
              k = x[i] % 7
              if k > 3:
                  h[k] += w[i] * 2
              h[x[i]] -= k
              g[-1 - k] = 3 + g[-1 - k]
              total += k
          return total

      def picture(h, x, n, m):
          for i in range(n):
              for j in range(m):
                  h[x[i * m + j]] += i

      def shared(h, x, n):
          for i in range(n):
              h[x[i]] += h[0]
      """;

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

  private static double[] floats(int n) {
    return new Random(n).doubles(n).map(d -> Math.rint(d * 4000) / 64 - 20).toArray();
  }

  private static DeviceKernel onDevice(CompiledKernel kernel) {
    return new DeviceCompiler().compile(kernel.source());
  }

  private static String text(Object result, Object[] operands) {
    return Arrays.deepToString(new Object[] {result, operands});
  }

  /** Runs a function here and there, and expects the same of it; gives what it ran there. */
  private static DeviceKernel same(String name, Object... operands) {
    CompiledKernel kernel = SourceKernels.compiled(MODULE, name, operands);
    DeviceKernel device = onDevice(kernel);
    Object[] here = SourceKernels.copies(operands);
    Object[] there = SourceKernels.copies(operands);
    String expected = text(kernel.invoke(() -> {}, SourceKernels.arguments(here)), here);
    Object result = device.invoke(() -> {}, SourceKernels.arguments(there), queue);
    assertThat(text(result, there)).isEqualTo(expected);
    return device;
  }

  private static int axes(DeviceKernel kernel) {
    return kernel.program().contains("ITEM_Z;") ? 3 : kernel.program().contains("ITEM_Y;") ? 2 : 1;
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "5, 3", "40, 30", "4, 700", "700, 4", "65, 67"})
  void nestedLoopsAreOneGrid(long n, long m) {
    int size = (int) (n * m);
    assertThat(axes(same("plane", floats(size), new double[size], n, m))).isEqualTo(2);
    assertThat(axes(same("backwards", floats(size), new double[size], n, m))).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "3, 4, 5", "70, 3, 66", "2, 130, 1", "9, 1, 65"})
  void threeLoopsAreAGridOfThreeAxes(long n, long m, long k) {
    int size = (int) (n * m * k);
    assertThat(axes(same("cube", floats(size), new double[size], n, m, k))).isEqualTo(3);
  }

  @Test
  void nestedLoopsAreOneLaunch() {
    DeviceStatistics before = queue.statistics();
    same("cube", floats(3000), new double[3000], 10L, 10L, 30L);
    assertThat(queue.statistics().launches().launches() - before.launches().launches())
        .isEqualTo(1);
  }

  @Test
  void moreRowsThanDriversHaveGroupsForAreAllRun() {
    int rows = 65_536 + 3;
    int width = 99;
    assertThat(Grid.over(List.of(width / 3L, (long) rows)).y()).isLessThan(rows);
    double[] from = floats(1000);
    double[] a = new double[rows * width];
    Arrays.setAll(a, i -> from[i % 1000]);
    double[] expected = a.clone();
    double[] b = new double[a.length];
    Object[] operands = {a, b, (long) rows, (long) width};
    DeviceKernel kernel = onDevice(SourceKernels.compiled(MODULE, "backwards", operands));
    kernel.invoke(() -> {}, SourceKernels.arguments(operands), queue);
    Arrays.setAll(expected, i -> i % width % 3 == 2 ? expected[i] + 1 : 0.0);
    assertThat(Arrays.equals(b, expected)).isTrue();
  }

  @Test
  void aSumOfItsOwnIsForOneWorkItem() {
    long[] a = new Random(8).longs(70 * 90, -1000, 1000).toArray();
    long[] x = new Random(9).longs(90, -1000, 1000).toArray();
    assertThat(axes(same("products", new long[70], a, x, 70L, 90L))).isEqualTo(1);
  }

  @Test
  void aMatrixIsAGridTooWhateverItsStrides() {
    byte[] memory = new byte[8 * 7 * 100];
    new Random(3).nextBytes(memory);
    for (int i = 7; i < memory.length; i += 8) {
      memory[i] = 64;
    }
    long[] shape = {6, 90};
    ArrayArg here = ArrayArg.buffer(memory, 16, shape, new long[] {8, 56});
    ArrayArg there = (ArrayArg) ArrayArg.copies(new Object[] {here})[0];
    CompiledKernel kernel = SourceKernels.compiled(MODULE, "buffer", here, 6L, 90L);
    DeviceKernel device = onDevice(kernel);
    kernel.invoke(() -> {}, new Object[] {here, 6L, 90L});
    device.invoke(() -> {}, new Object[] {there, 6L, 90L}, queue);
    assertThat((byte[]) there.base).isEqualTo((byte[]) here.base);
    assertThat(axes(device)).isEqualTo(2);
  }

  @Test
  void aFailureTellsItsIterationAndLeavesAllAsItWas() {
    double[] a = new double[50];
    Arrays.fill(a, 0.5);
    a[31] = 7.0;
    double[] b = new double[50 * 9];
    Object[] operands = {a, b, 50L, 9L};
    DeviceKernel kernel = onDevice(SourceKernels.compiled(MODULE, "early", operands));
    assertThat(axes(kernel)).isEqualTo(2);
    assertThatThrownBy(() -> kernel.invoke(() -> {}, SourceKernels.arguments(operands), queue))
        .isInstanceOfSatisfying(
            BailOut.class,
            e -> {
              assertThat(e.reason()).isEqualTo(BailReason.ZERO_DIVISION);
              assertThat(e.counters()).containsExactly(31L, 7L);
            });
    assertThat(b).containsOnly(0.0);
  }

  @Test
  void whatStandsBeforeAnInnerLoopFailsWhereThatHasNoIterations() {
    double[] a = {1.5, 2.5, 0.0, 4.5};
    Object[] operands = {a, new double[4], 4L, 0L};
    DeviceKernel kernel = onDevice(SourceKernels.compiled(MODULE, "early", operands));
    assertThatThrownBy(() -> kernel.invoke(() -> {}, SourceKernels.arguments(operands), queue))
        .isInstanceOfSatisfying(BailOut.class, e -> assertThat(e.counters()).containsExactly(2L));
    a[2] = 3.5;
    same("early", operands);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 63, 64, 65, 129, 5_000, 300_000})
  void groupsCombineResultsOfEveryKind(int n) {
    Random random = new Random(n);
    long[] x = random.longs(n, -(1L << 44), 1L << 44).toArray();
    double[] y = random.doubles(n).map(d -> Math.rint(d * 8 - 4)).toArray();
    for (int i = 0; i < n; i++) {
      y[i] = y[i] == 0 && random.nextBoolean() ? -0.0 : i % 17 == 3 ? Double.NaN : y[i];
      // A product of few that are not one stays within 64 bits.
      x[i] = i % 1000 == 0 ? i % 2000 == 0 ? -1 : 0 : x[i];
    }
    same("sums", x, y, (long) n);
    Arrays.setAll(y, i -> i % 3 == 0 ? 0.0 : -0.0);
    same("sums", x, y, (long) n);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 4_000, 9_000, 100_003, 2_000_000})
  void sumsOfFloatsInAnyOrderHaveOneOrderOnCoresAndDevices(int n) {
    double[] y = new Random(n).doubles(n).map(d -> 1 / (d + 1e-3) - 3).toArray();
    CompiledKernel kernel = SourceKernels.compiled(MODULE, "mean", y, (long) n);
    DeviceKernel device = onDevice(kernel);
    Object[] operands = SourceKernels.arguments(y, (long) n);
    String expected = text(kernel.invoke(() -> {}, operands), operands);
    for (int cores = 2; cores <= 3; cores++) {
      try (Cores some = Cores.of(cores)) {
        assertThat(text(kernel.invoke(() -> {}, operands, some), operands)).isEqualTo(expected);
      }
    }
    for (int run = 0; run < 3; run++) {
      assertThat(text(device.invoke(() -> {}, operands, queue), operands)).isEqualTo(expected);
    }
  }

  @Test
  void fewLongIterationsAreManyPieces() {
    double[] y = floats(5_000);
    same("rows", y, 300L, 5_000L);
  }

  @Test
  void aPieceThatFailsEndsTheCallThoughOthersWaitForIt() {
    int[] x = new int[100_000];
    Arrays.fill(x, 3);
    same("divided", x, new int[1], (long) x.length);
    x[70_001] = 0;
    Object[] operands = {x, new int[1], (long) x.length};
    DeviceKernel kernel = onDevice(SourceKernels.compiled(MODULE, "divided", operands));
    for (int run = 0; run < 3; run++) {
      assertThatThrownBy(() -> kernel.invoke(() -> {}, SourceKernels.arguments(operands), queue))
          .isInstanceOfSatisfying(
              BailOut.class,
              e -> {
                assertThat(e.reason()).isEqualTo(BailReason.ZERO_DIVISION);
                assertThat(e.counters()).isEqualTo(List.of(70_001L));
              });
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {int[].class, long[].class})
  void severalIterationsMayAddToOneElement(Class<?> storage) {
    Random random = new Random(5);
    int n = 50_000;
    Object h = SourceKernels.ints(storage, random.longs(40, -9, 9).toArray());
    Object g = SourceKernels.ints(storage, random.longs(9, -9, 9).toArray());
    Object x = SourceKernels.ints(storage, random.longs(n, -40, 40).toArray());
    Object w = SourceKernels.ints(storage, random.longs(n, -9, 9).toArray());
    assertThat(same("count", h, x, (long) n).program()).contains("ADD_TO_");
    same("weigh", h, g, x, w, (long) n);
    assertThat(axes(same("picture", h, x, 50L, 1000L))).isEqualTo(2);
  }

  @Test
  void sumsThatLeaveTheirElementsBailOut() {
    int[] x = new int[1000];
    assertBailsOut(BailReason.WIDEN, new int[] {Integer.MAX_VALUE - 999}, x);
    assertBailsOut(BailReason.OVERFLOW, new long[] {Long.MAX_VALUE - 999}, x);
    same("count", new int[] {Integer.MAX_VALUE - 1000}, x, 1000L);
    same("count", new long[] {Long.MAX_VALUE - 1000}, x, 1000L);
    x[500] = 1;
    assertBailsOut(BailReason.INDEX, new int[] {0}, x);
  }

  private static void assertBailsOut(BailReason reason, Object h, int[] x) {
    Object[] operands = {h, x, (long) x.length};
    String before = text("", operands);
    DeviceKernel kernel = onDevice(SourceKernels.compiled(MODULE, "count", operands));
    assertThatThrownBy(() -> kernel.invoke(() -> {}, SourceKernels.arguments(operands), queue))
        .isInstanceOfSatisfying(BailOut.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(text("", operands)).isEqualTo(before);
  }

  @Test
  void whatIsAddedToAndReadIsRefused() {
    Object[] operands = {new int[3], new int[9], 9L};
    CompiledKernel kernel = SourceKernels.compiled(MODULE, "shared", operands);
    assertThatThrownBy(() -> onDevice(kernel))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("ELEMENT of h");
  }
}
