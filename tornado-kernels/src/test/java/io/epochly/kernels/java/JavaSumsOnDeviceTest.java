package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Iterations of Java's loops add to one element at the same time, and lose the bits that Java
 * loses.
 */
class JavaSumsOnDeviceTest {
  private static DeviceQueue queue;
  private static JavaKernels kernels;

  @BeforeAll
  static void open() {
    queue = Devices.queue(DeviceAtHand.list().getFirst(), DeviceSettings.NONE, () -> {});
    kernels = new JavaKernels(Cores.ONE, () -> false, KernelDevices.only(queue)).onDevice();
  }

  @AfterAll
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  /** Histograms. */
  static final class Methods {
    private Methods() {}

    static void ints(int[] h, int[] x) {
      for (int i = 0; i < x.length; i++) {
        h[x[i] & 15]++;
        h[x[i] >>> 28] -= x[i];
      }
    }

    static void longs(long[] h, int[] x) {
      for (int i = 0; i < x.length; i++) {
        h[x[i] & 15] += 0x7000_0000_0000_0000L;
        h[3] = h[3] + x[i];
      }
    }
  }

  @Test
  void countsOfIntsWrap() {
    int[] x = new Random(4).ints(100_000).toArray();
    int[] expected = new int[16];
    int[] h = expected.clone();
    Methods.ints(expected, x);
    JavaKernel kernel = kernels.compile(Methods.class, "ints");
    kernel.run(h, x);
    assertThat(h).isEqualTo(expected);
    assertThat(kernel.stats().onDevice()).as(kernel.explain()).isEqualTo(1);
  }

  @Test
  void sumsOfLongsWrap() {
    int[] x = new Random(5).ints(100_000).toArray();
    long[] expected = new long[16];
    long[] h = expected.clone();
    Methods.longs(expected, x);
    JavaKernel kernel = kernels.compile(Methods.class, "longs");
    kernel.run(h, x);
    assertThat(h).isEqualTo(expected);
    assertThat(kernel.stats().onDevice()).as(kernel.explain()).isEqualTo(1);
  }
}
