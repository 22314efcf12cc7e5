package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import io.epochly.kernels.java.JavaSumsOnDeviceTest.Methods;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pieces of Java's loops add to lists of their own, and lose the bits that Java loses. */
class JavaCountsOverCoresTest {
  @Test
  void countsAndSumsWrap() {
    int[] x = new Random(4).ints(200_000).toArray();
    int[] expected = new int[16];
    int[] h = expected.clone();
    long[] expectedLongs = new long[16];
    long[] longs = expectedLongs.clone();
    Methods.ints(expected, x);
    Methods.longs(expectedLongs, x);
    try (Cores cores = Cores.of(3)) {
      JavaKernels kernels = new JavaKernels(cores);
      JavaKernel counts = kernels.compile(Methods.class, "ints");
      JavaKernel sums = kernels.compile(Methods.class, "longs");
      counts.run(h, x);
      sums.run(longs, x);
      assertThat(counts.explain()).contains("over cores");
      assertThat(sums.explain()).contains("over cores");
    }
    assertThat(h).isEqualTo(expected);
    assertThat(longs).isEqualTo(expectedLongs);
  }
}
