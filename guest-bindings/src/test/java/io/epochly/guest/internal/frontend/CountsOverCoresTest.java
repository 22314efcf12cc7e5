package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.LoopReport.Way;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that add to elements of short lists run in pieces, each with a list of its own. */
@Timeout(60)
class CountsOverCoresTest {
  private static final Cores CORES = Cores.of(3);

  private static final String MODULE =
      """
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

      def count(h, x, n):
          for i in range(n):
              h[x[i]] += 1

      def chase(h, x, n):
          for i in range(n):
              h[x[i % 4] % 4] += 1

      def made(x, w, n):
          h = [0] * 9
          g = [0, 0, 0]
          for i in range(n):
              h[x[i]] += 1
              g[w[i] % 3] = g[w[i] % 3] - i
          return h, g

      def mean(h, x, y, n):
          total = 0.0
          for i in prange(n):
              h[x[i]] += 1
              total += y[i]
          return total
      """;

  @AfterAll
  static void close() {
    CORES.close();
  }

  private static boolean isSplit(CompiledKernel kernel) {
    return kernel.loops().stream().anyMatch(loop -> loop.ways().contains(Way.OVER_CORES));
  }

  private static void same(String name, Object... operands) {
    CompiledKernel kernel = SourceKernels.compiled(MODULE, name, operands);
    CompiledKernel whole = new KernelCompiler().without("splitting").compile(kernel.source());
    assertThat(isSplit(kernel)).isTrue();
    assertThat(isSplit(whole)).isFalse();
    Object[] expected = SourceKernels.copies(operands);
    Object result = whole.invoke(() -> {}, SourceKernels.arguments(expected));
    for (Cores cores : new Cores[] {Cores.ONE, CORES}) {
      Object[] actual = SourceKernels.copies(operands);
      Object got = kernel.invoke(() -> {}, SourceKernels.arguments(actual), cores);
      assertThat(text(got)).isEqualTo(text(result));
      assertThat(Arrays.deepToString(actual)).isEqualTo(Arrays.deepToString(expected));
    }
  }

  /** Results as they show: lists come as arrays of the kernel's own. */
  private static String text(Object result) {
    return switch (result) {
      case null -> "none";
      case Object[] items ->
          Arrays.stream(items).map(CountsOverCoresTest::text).toList().toString();
      case ArrayArg list -> Arrays.toString(Arrays.copyOf((long[]) list.base, list.length));
      default -> result.toString();
    };
  }

  @ParameterizedTest
  @ValueSource(classes = {int[].class, long[].class})
  void piecesAddToListsOfTheirOwn(Class<?> storage) {
    Random random = new Random(8);
    int n = 30_000;
    Object h = SourceKernels.ints(storage, random.longs(40, -9, 9).toArray());
    Object g = SourceKernels.ints(storage, random.longs(9, -9, 9).toArray());
    Object x = SourceKernels.ints(storage, random.longs(n, -40, 40).toArray());
    Object w = SourceKernels.ints(storage, random.longs(n, -9, 9).toArray());
    same("weigh", h, g, x, w, (long) n);
    same("count", h, x, (long) n);
  }

  @Test
  void listsThatAreMadeCountToo() {
    Random random = new Random(9);
    int[] x = random.ints(20_000, 0, 9).toArray();
    int[] w = random.ints(20_000).toArray();
    same("made", x, w, 20_000L);
  }

  @Test
  void aListThatIsReadAsWellIsLeftAsItIs() {
    int n = 100_000;
    long[] x = {1, 2, 0, 1};
    long[] expected = x.clone();
    for (int i = 0; i < n; i++) {
      expected[(int) (expected[i % 4] % 4)]++;
    }
    Object[] operands = {x, x, (long) n};
    CompiledKernel kernel = SourceKernels.compiled(MODULE, "chase", operands);
    assertThat(isSplit(kernel)).isTrue();
    kernel.invoke(() -> {}, SourceKernels.arguments(operands), CORES);
    assertThat(x).isEqualTo(expected);
  }

  private static void assertBailsOut(BailReason reason, Object h, int[] x) {
    Object[] operands = {h, x, (long) x.length};
    String before = Arrays.deepToString(operands);
    CompiledKernel kernel = SourceKernels.compiled(MODULE, "count", operands);
    assertThatThrownBy(() -> kernel.invoke(() -> {}, SourceKernels.arguments(operands), CORES))
        .isInstanceOfSatisfying(BailOut.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(Arrays.deepToString(operands)).isEqualTo(before);
  }

  @Test
  void sumsThatLeaveTheirElementsBailOut() {
    int[] x = new int[2000];
    assertBailsOut(BailReason.WIDEN, new int[] {Integer.MAX_VALUE - 1999}, x);
    assertBailsOut(BailReason.OVERFLOW, new long[] {Long.MAX_VALUE - 1999}, x);
    same("count", new int[] {Integer.MAX_VALUE - 2000}, x, 2000L);
    same("count", new long[] {Long.MAX_VALUE - 2000}, x, 2000L);
    x[1000] = 1;
    assertBailsOut(BailReason.INDEX, new int[] {0}, x);
  }

  /** All cores make the same pieces then. */
  @Test
  void besideSumsWhoseOrderCountsItHasTheSameBitsOnAllCores() {
    Random random = new Random(10);
    int n = 60_000;
    int[] x = random.ints(n, 0, 9).toArray();
    double[] y = random.doubles(n, -1e3, 1e9).toArray();
    Object[] operands = {new long[9], x, y, (long) n};
    CompiledKernel kernel = SourceKernels.compiled(MODULE, "mean", operands);
    assertThat(isSplit(kernel)).isTrue();
    long[] counts = new long[9];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      counts[x[i]]++;
      sum += y[i];
    }
    Set<Object> totals = new HashSet<>();
    for (int count : new int[] {1, 2, 3, 7}) {
      Object[] actual = SourceKernels.copies(operands);
      try (Cores cores = Cores.of(count)) {
        totals.add(kernel.invoke(() -> {}, SourceKernels.arguments(actual), cores));
      }
      assertThat((long[]) actual[0]).isEqualTo(counts);
    }
    assertThat(totals).hasSize(1);
    assertThat((double) totals.iterator().next()).isCloseTo(sum, within(1e-12 * Math.abs(sum) * n));
  }
}
