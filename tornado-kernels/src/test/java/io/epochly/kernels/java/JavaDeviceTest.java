package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.internal.process.RemoteDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Java kernels on a device. */
class JavaDeviceTest {
  private static DeviceQueue queue;
  private static JavaKernels kernels;

  @BeforeAll
  static void open() {
    queue = Devices.queue(DeviceAtHand.list().getFirst(), DeviceSettings.NONE, () -> {});
    kernels = on(queue).onDevice();
  }

  @AfterAll
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  private static JavaKernels on(DeviceQueue queue) {
    return new JavaKernels(Cores.ONE, () -> false, KernelDevices.only(queue));
  }

  /** Loops with Java's arithmetic, over arrays of all types. */
  static final class Methods {
    private Methods() {}

    static void ints(int[] x, int[] y, int a) {
      for (int i = 0; i < y.length; i++) {
        int v = x[i];
        y[i] = (v * 0x9e3779b9 + a) / (v | 1) % 77 ^ v << i ^ v >>> 3 ^ v >> 40 ^ -v;
      }
    }

    static void longs(long[] x, long[] y, int a) {
      for (int i = 0; i < y.length; i++) {
        long v = x[i];
        y[i] = (v * 0x9e3779b97f4a7c15L - a) / (v | 1) % 1000003 ^ v << i ^ v >>> 3 ^ v >> a;
      }
    }

    static void quotients(int[] x, int[] y, int a) {
      for (int i = 0; i < y.length; i++) {
        y[i] = a / x[i] + a % x[i];
      }
    }

    static void narrow(short[] s, byte[] b, char[] c, boolean[] z, double[] d) {
      for (int i = 0; i < d.length; i++) {
        s[i] += (short) d[i];
        b[i] = (byte) (s[i] * 3);
        c[i] = (char) (c[i] - b[i]);
        z[i] ^= (c[i] & 1) == 0;
        d[i] = d[i] % 1.7;
      }
    }

    static void casts(double[] x, int[] i32, long[] i64, float[] f) {
      for (int i = 0; i < x.length; i++) {
        i32[i] = (int) x[i];
        i64[i] = (long) x[i] + (int) f[i];
        f[i] = (float) x[i] * f[i] + i64[i];
      }
    }

    static void functions(double[] x, double[] y) {
      for (int i = 0; i < x.length; i++) {
        y[i] =
            Math.min(Math.floor(x[i]), Math.sqrt(Math.abs(y[i])))
                + Math.max(Math.rint(x[i]), Math.fma(x[i], y[i], 1.0));
      }
    }

    static void rounded(double[] x, double[] y) {
      for (int i = 0; i < x.length; i++) {
        y[i] = Math.exp(x[i]) + Math.pow(x[i], 2.5);
      }
    }

    static void strict(double[] x, double[] y) {
      for (int i = 0; i < x.length; i++) {
        y[i] = StrictMath.exp(x[i]);
      }
    }

    static int sum(int[] x) {
      int sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i] * x[i];
      }
      return sum;
    }

    static void rows(double[][] x) {
      for (int i = 0; i < x.length; i++) {
        x[i][0] = i;
      }
    }

    static void memory(MemorySegment x, MemorySegment y, double a) {
      for (long i = 0; i < x.byteSize() / 8; i++) {
        y.setAtIndex(ValueLayout.JAVA_DOUBLE, i, a * x.getAtIndex(ValueLayout.JAVA_DOUBLE, i));
      }
    }
  }

  private static int[] ints(int n) {
    return new Random(n).ints(n).toArray();
  }

  /** Doubles of all sizes, those that no int has and those that are no numbers among them. */
  private static double[] doubles(int n) {
    double[] result = new double[n];
    Random random = new Random(n);
    for (int i = 0; i < n; i++) {
      result[i] =
          switch (random.nextInt(4)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(100) - 50;
            case 2 -> random.nextDouble() * 1e10 - 5e9;
            default -> random.nextGaussian();
          };
    }
    double[] special = {Double.NaN, 1 / 0.0, -1 / 0.0, -0.0, 0.0, 1e19, -1e19, 2147483647.5};
    System.arraycopy(special, 0, result, 0, Math.min(n, special.length));
    return result;
  }

  private static Object[] copies(Object[] arguments) {
    return Arrays.stream(arguments)
        .map(
            a ->
                switch (a) {
                  case int[] x -> x.clone();
                  case long[] x -> x.clone();
                  case short[] x -> x.clone();
                  case byte[] x -> x.clone();
                  case char[] x -> x.clone();
                  case boolean[] x -> x.clone();
                  case float[] x -> x.clone();
                  case double[] x -> x.clone();
                  default -> a;
                })
        .toArray();
  }

  private static Object plain(String name, Object... arguments) throws Throwable {
    try {
      return Arrays.stream(Methods.class.getDeclaredMethods())
          .filter(m -> m.getName().equals(name))
          .findFirst()
          .orElseThrow()
          .invoke(null, arguments);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static JavaKernel assertSame(String name, Object... arguments) throws Throwable {
    JavaKernel kernel = kernels.compile(Methods.class, name);
    Object[] expected = copies(arguments);
    Object[] actual = copies(arguments);
    Object result = plain(name, expected);
    assertThat(kernel.run(actual)).isEqualTo(result);
    assertThat(kernel.stats().onDevice()).as(kernel.explain()).isOne();
    assertThat(Arrays.deepToString(actual)).isEqualTo(Arrays.deepToString(expected));
    return kernel;
  }

  @Test
  void arithmeticIsJavas() throws Throwable {
    int n = 3000;
    assertSame("ints", ints(n), new int[n], 7);
    assertSame("longs", new Random(5).longs(n).toArray(), new long[n], 9);
    assertThat(assertSame("sum", ints(n)).explain())
        .contains("on a device: 1 calls, the same bits");
  }

  @Test
  void elementsAreNarrowedAndCastAsJavaDoesIt() throws Throwable {
    int n = 2000;
    short[] s = new short[n];
    byte[] b = new byte[n];
    char[] c = new char[n];
    float[] f = new float[n];
    Random random = new Random(4);
    random.nextBytes(b);
    for (int i = 0; i < n; i++) {
      s[i] = (short) random.nextInt();
      c[i] = (char) random.nextInt();
      f[i] = (float) random.nextGaussian();
    }
    assertSame("narrow", s, b, c, new boolean[n], doubles(n));
    assertSame("casts", doubles(n), new int[n], new long[n], f);
    assertSame("functions", doubles(n), doubles(n));
  }

  @Test
  void whatThrowsThrowsAsTheMethodDoesIt() throws Throwable {
    JavaKernel quotients = kernels.compile(Methods.class, "quotients");
    int[] x = ints(1000);
    int[] y = new int[1000];
    x[700] = 0;
    int[] expected = y.clone();
    assertThatThrownBy(() -> plain("quotients", x, expected, 1 << 30))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> quotients.run(x, y, 1 << 30))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("/ by zero");
    assertThat(y).isEqualTo(expected);
    x[700] = Integer.MIN_VALUE;
    quotients.run(x, y, 1 << 30);
    assertThat(quotients.stats().onDevice()).isOne();

    int[] longer = new int[1001];
    assertThatThrownBy(() -> quotients.run(x, longer, 8))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class)
        .hasMessage("Index 1000 out of bounds for length 1000");
    assertThat(longer[999]).isEqualTo(8 / x[999] + 8 % x[999]);
    assertThat(quotients.stats().bailedOut()).isEqualTo(2);
  }

  @Test
  void functionsThatDriversRoundAreSaidToBe() {
    JavaKernel rounded = kernels.compile(Methods.class, "rounded");
    double[] x = {0.5, 1, 2, 3};
    double[] y = new double[4];
    rounded.run(x, y);
    assertThat(rounded.stats().onDevice()).isOne();
    assertThat(rounded.explain()).contains("functions of Math as it rounds them");
    for (int i = 0; i < 4; i++) {
      double exact = Math.exp(x[i]) + Math.pow(x[i], 2.5);
      assertThat(Math.abs(y[i] - exact)).isLessThanOrEqualTo(16 * Math.ulp(exact));
    }
  }

  @Test
  void whatNoDeviceRunsRunsOnTheCoresAndSaysWhy() {
    Function<String, JavaKernel> compile = name -> kernels.compile(Methods.class, name);
    JavaKernel strict = compile.apply("strict");
    double[] y = new double[2];
    strict.run(new double[] {1, 2}, y);
    assertThat(y).containsExactly(StrictMath.exp(1), StrictMath.exp(2));
    assertThat(strict.explain())
        .contains("on the cores instead: not on a device: the function StrictMath.exp (line ");
    JavaKernel rows = compile.apply("rows");
    rows.run((Object) new double[3][2]);
    assertThat(rows.stats().onDevice()).isZero();
    assertThat(rows.stats().compiled()).isOne();
    assertThat(rows.explain()).contains("an array of arrays, x");
  }

  @Test
  void memoryGoesThereAndBack() {
    JavaKernel memory = kernels.compile(Methods.class, "memory");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3);
      MemorySegment y = MemorySegment.ofArray(new double[3]);
      memory.run(x, y, 2.0);
      assertThat(y.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(2, 4, 6);
      memory.run(x, x, 3.0);
      assertThat(x.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(3, 6, 9);
      // Of what is one piece of memory, iterations cannot be told apart there.
      assertThat(memory.stats().onDevice()).isOne();
      assertThat(memory.stats().compiled()).isEqualTo(2);
    }
  }

  @Test
  void aDeviceThatFailsLeavesItsCallsToTheCores() {
    try (DeviceQueue broken =
        new DeviceQueue(
            () -> {
              throw new DeviceException("it is not there any more");
            },
            () -> {})) {
      JavaKernel sum = on(broken).onDevice().compile(Methods.class, "sum");
      for (int i = 0; i < 6; i++) {
        assertThat(sum.run(new int[] {1, 2, 3})).isEqualTo(14);
      }
      assertThat(sum.stats().onDevice()).isZero();
      assertThat(sum.stats().compiled()).isEqualTo(6);
      assertThat(sum.explain()).contains("on the cores instead: it is not there any more");
    }
    assertThatThrownBy(() -> new JavaKernels(Cores.ONE).onDevice())
        .isInstanceOf(DeviceException.class);
  }

  @Test
  void whatFailedForAWhileRunsThereAgain() {
    DeviceInfo info = Devices.list().getFirst();
    AtomicInteger failures = new AtomicInteger(5);
    try (DeviceQueue flaky =
        new DeviceQueue(
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new DeviceLostException("the device process ended");
              }
              return RemoteDevice.open(info.provider(), info.id(), DeviceSettings.NONE);
            },
            () -> {})) {
      JavaKernel sum = on(flaky).onDevice().compile(Methods.class, "sum");
      for (int i = 0; i < 400; i++) {
        assertThat(sum.run(new int[] {1, 2, 3})).isEqualTo(14);
      }
      // Four in a row, a rest, one more, and a rest of twice as many calls.
      assertThat(sum.stats().onDevice()).isEqualTo(400 - 4 - 64 - 1 - 128);
    }
  }
}
