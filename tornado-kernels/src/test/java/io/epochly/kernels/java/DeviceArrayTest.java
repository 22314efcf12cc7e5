package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceArrayLostException;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.DeviceStatistics;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.internal.process.RemoteDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrays that stay on a device between calls of Java kernels. */
@Timeout(120)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class DeviceArrayTest {
  private static DeviceQueue queue;
  private static JavaKernels kernels;

  @Parameter private DeviceProvider provider;

  @BeforeParameterizedClassInvocation
  static void open(DeviceProvider provider) {
    queue = queue(provider);
    kernels = on(queue);
  }

  @AfterParameterizedClassInvocation
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  /** In a process of its own: some drivers take from a JVM the signal of divisions by zero. */
  private static DeviceQueue queue(DeviceProvider provider) {
    return Devices.queue(DeviceAtHand.info(provider), DeviceSettings.NONE, () -> {});
  }

  private static JavaKernels on(DeviceQueue queue) {
    return new JavaKernels(Cores.ONE, () -> false, KernelDevices.only(queue)).onDevice();
  }

  private static JavaKernel compile(String name) {
    return kernels.compile(Methods.class, name);
  }

  /** What is compiled. */
  static final class Methods {
    private Methods() {}

    static void scale(double[] x, double by) {
      for (int i = 0; i < x.length; i++) {
        x[i] = x[i] * by + 1;
      }
    }

    static void spin(long[] x, int rounds) {
      for (int i = 0; i < x.length; i++) {
        long v = i;
        for (int j = 0; j < rounds; j++) {
          v = v * 0x9e3779b97f4a7c15L ^ v >>> 7;
        }
        x[i] = v;
      }
    }

    static void saxpy(double a, double[] x, double[] y) {
      for (int i = 0; i < x.length; i++) {
        y[i] = a * x[i] + y[i];
      }
    }

    static void quotients(int[] x, int[] y, int a) {
      for (int i = 0; i < y.length; i++) {
        y[i] = a / x[i];
      }
    }

    static void narrow(
        short[] s, byte[] b, char[] c, boolean[] z, float[] f, double[] d, long[] l, int[] n) {
      for (int i = 0; i < d.length; i++) {
        s[i] += (short) d[i];
        b[i] = (byte) (s[i] * 3);
        c[i] = (char) (c[i] - b[i]);
        z[i] ^= (c[i] & 1) == 0;
        f[i] = (float) d[i] * 0.1f;
        l[i] = l[i] * l[i] + n[i];
        n[i] = (int) l[i] >>> 3;
        d[i] = d[i] % 1.7;
      }
    }

    static double[] heat(double[] field, double[] other, int rounds) {
      double[] from = field;
      double[] to = other;
      for (int round = 0; round < rounds; round++) {
        for (int i = 1; i < from.length - 1; i++) {
          to[i] = (from[i - 1] + from[i] + from[i + 1]) / 3;
        }
        double[] turned = from;
        from = to;
        to = turned;
      }
      return from;
    }

    static int running(int[] x) {
      int sum = 0;
      for (int i = 1; i < x.length; i++) {
        x[i] += x[i - 1];
        sum = x[i];
      }
      return sum;
    }

    static long sum(int[] x) {
      long sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i];
      }
      return sum;
    }

    static void fromMemory(MemorySegment x, double[] y) {
      for (int i = 0; i < y.length; i++) {
        y[i] = x.getAtIndex(ValueLayout.JAVA_DOUBLE, i) * 2;
      }
    }

    static Object[] thrown(int[] x) {
      throw new IllegalStateException("no kernel " + x.length);
    }
  }

  private static double[] doubles(int n) {
    return IntStream.range(0, n).mapToDouble(i -> i * 0.25 - 7).toArray();
  }

  @Test
  void twentyLaunchesMoveAnArrayOnceThereAndOnceBack() {
    double[] expected = doubles(5000);
    JavaKernel scale = compile("scale");
    DeviceStatistics before = kernels.deviceStatistics();
    try (DeviceArray<double[]> x = kernels.array(doubles(5000))) {
      for (int i = 0; i < 20; i++) {
        scale.run(x, 0.5);
        Methods.scale(expected, 0.5);
      }
      assertThat(x.toArray()).isEqualTo(expected);
    }
    DeviceStatistics after = kernels.deviceStatistics();
    assertThat(scale.stats().onDevice()).as(scale.explain()).isEqualTo(20);
    assertThat(after.launches().launches() - before.launches().launches()).isEqualTo(20);
    assertThat(after.uploads() - before.uploads()).isOne();
    assertThat(after.uploadedBytes() - before.uploadedBytes()).isEqualTo(40_000);
    assertThat(after.downloads() - before.downloads()).isOne();
    assertThat(after.downloadedBytes() - before.downloadedBytes()).isEqualTo(40_000);
  }

  @Test
  void arraysThatStayGoAlongWithThoseThatDoNot() {
    double[] y = doubles(3000);
    double[] expected = doubles(3000);
    JavaKernel saxpy = compile("saxpy");
    try (DeviceArray<double[]> x = kernels.array(doubles(3000))) {
      saxpy.run(1.5, x, y);
      Methods.saxpy(1.5, doubles(3000), expected);
      assertThat(y).isEqualTo(expected);
      saxpy.run(0.5, y, x);
      double[] second = doubles(3000);
      Methods.saxpy(0.5, y, second);
      assertThat(x.toArray()).isEqualTo(second);
      x.copyFrom(y);
      assertThat(x.toArray()).isEqualTo(y);
    }
    assertThat(saxpy.stats().onDevice()).isEqualTo(2);
  }

  @Test
  void elementsMayBeOfAllTypes() {
    int n = 700;
    short[] s = {1, -2, 300};
    Object[] all = {
      Arrays.copyOf(s, n),
      new byte[n],
      new char[n],
      new boolean[n],
      new float[n],
      doubles(n),
      IntStream.range(0, n).mapToLong(i -> i * 0x123456789abL).toArray(),
      IntStream.range(0, n).toArray()
    };
    Object[] there = Arrays.stream(all).map(kernels::array).toArray();
    JavaKernel narrow = compile("narrow");
    narrow.run(there);
    Methods.narrow(
        (short[]) all[0],
        (byte[]) all[1],
        (char[]) all[2],
        (boolean[]) all[3],
        (float[]) all[4],
        (double[]) all[5],
        (long[]) all[6],
        (int[]) all[7]);
    Object[] back = Arrays.stream(there).map(a -> ((DeviceArray<?>) a).toArray()).toArray();
    assertThat(Arrays.deepToString(back)).isEqualTo(Arrays.deepToString(all));
    assertThat(narrow.stats().onDevice()).as(narrow.explain()).isOne();
    Arrays.stream(there).forEach(a -> ((DeviceArray<?>) a).close());
  }

  @Test
  void whatThrowsLeavesThereWhatTheMethodLeavesHere() {
    int[] x = IntStream.range(1, 1001).toArray();
    x[700] = 0;
    int[] expected = new int[1000];
    assertThatThrownBy(() -> Methods.quotients(x, expected, 1 << 20))
        .isInstanceOf(ArithmeticException.class);
    JavaKernel quotients = compile("quotients");
    try (DeviceArray<int[]> xs = kernels.array(x);
        DeviceArray<int[]> ys = kernels.array(int[].class, 1000)) {
      assertThatThrownBy(() -> quotients.run(xs, ys, 1 << 20))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("/ by zero");
      assertThat(ys.toArray()).isEqualTo(expected);
      assertThat(quotients.stats().bailedOut()).isOne();
      x[700] = 3;
      xs.copyFrom(x);
      quotients.run(xs, ys, 1 << 20);
      Methods.quotients(x, expected, 1 << 20);
      assertThat(ys.toArray()).isEqualTo(expected);
      assertThat(quotients.stats().onDevice()).isOne();
    }
  }

  @Test
  void variablesOfTheMethodMayReferToThem() {
    double[] field = doubles(400);
    double[] other = doubles(400);
    JavaKernel heat = compile("heat");
    try (DeviceArray<double[]> a = kernels.array(field);
        DeviceArray<double[]> b = kernels.array(other)) {
      assertThat(heat.run(a, b, 7)).isSameAs(b);
      assertThat(heat.run(a, b, 4)).isSameAs(a);
      Methods.heat(field, other, 7);
      Methods.heat(field, other, 4);
      assertThat(a.toArray()).isEqualTo(field);
      assertThat(b.toArray()).isEqualTo(other);
    }
    assertThat(heat.stats().onDevice()).as(heat.explain()).isEqualTo(2);
  }

  @Test
  void whatNoDeviceRunsRunsHereOnCopies() {
    int[] x = IntStream.range(0, 300).toArray();
    try (DeviceArray<int[]> there = kernels.array(x)) {
      JavaKernel running = compile("running");
      assertThat(running.run(there)).isEqualTo(Methods.running(x));
      assertThat(there.toArray()).isEqualTo(x);
      assertThat(running.stats().onDevice()).isZero();
      assertThat(running.stats().compiled()).isOne();
      assertThat(running.explain()).contains("on the cores instead: ");
      JavaKernel thrown = compile("thrown");
      assertThatThrownBy(() -> thrown.run(there)).hasMessage("no kernel 300");
    }
  }

  @Test
  void memoryMayBeAnotherArgument() {
    try (Arena arena = Arena.ofConfined();
        DeviceArray<double[]> y = kernels.array(double[].class, 3)) {
      JavaKernel kernel = compile("fromMemory");
      kernel.run(arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3), y);
      assertThat(y.toArray()).containsExactly(2, 4, 6);
      assertThat(kernel.stats().onDevice()).as(kernel.explain()).isOne();
    }
  }

  @Test
  void emptyOnesAreArraysToo() {
    try (DeviceArray<int[]> x = kernels.array(new int[0])) {
      assertThat(compile("sum").run(x)).isEqualTo(0L);
      assertThat(x.toArray()).isEmpty();
    }
  }

  /** What a kernel is bound to. */
  public interface Scale {
    void run(DeviceArray<double[]> x, double by);
  }

  @Test
  void areTypesOfBoundInterfaces() {
    Scale scale = compile("scale").as(Scale.class);
    try (DeviceArray<double[]> x = kernels.array(new double[] {1, 2})) {
      scale.run(x, 3);
      assertThat(x.toArray()).containsExactly(4, 7);
    }
  }

  @Test
  void whatAKernelMayNotBeGivenIsToldBeforeItRuns() {
    JavaKernel saxpy = compile("saxpy");
    try (DeviceArray<double[]> x = kernels.array(doubles(10));
        DeviceArray<float[]> f = kernels.array(new float[10]);
        DeviceQueue elsewhere = queue(provider)) {
      assertThatThrownBy(() -> saxpy.run(1.0, x, x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "arguments 2 and 3 of Methods.saxpy are one array on a device; pass two of them");
      assertThatThrownBy(() -> saxpy.run(1.0, f, x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("argument 2 of Methods.saxpy is a double[], not a float[10] on");
      assertThatThrownBy(
              () -> on(elsewhere).compile(Methods.class, "saxpy").run(1.0, x, doubles(10)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("argument 2 of Methods.saxpy lies on another device");
      assertThatThrownBy(
              () ->
                  new JavaKernels(Cores.ONE)
                      .compile(Methods.class, "saxpy")
                      .run(1.0, x, doubles(10)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the kernel is one for cores: compile it by onDevice()");
      assertThatThrownBy(() -> x.copyTo(new double[9]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a double[10] on device")
          .hasMessageEndingWith("and not double[9]");
    }
    assertThatThrownBy(() -> kernels.array("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as double[], and no String");
    assertThatThrownBy(() -> kernels.array(new double[2][2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> kernels.array(int[].class, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new JavaKernels(Cores.ONE).array(new int[1]))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("onDevice()");
  }

  @Test
  void closedOnesAreOfNoUse() {
    DeviceArray<double[]> x = kernels.array(doubles(10));
    x.close();
    x.close();
    assertThatThrownBy(x::toArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a double[10] on device")
        .hasMessageEndingWith(" is closed");
    assertThatThrownBy(() -> compile("scale").run(x, 1.0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("argument 1 of Methods.scale is closed");
  }

  @Test
  void threadsTakeTurns() {
    JavaKernel scale = compile("scale");
    try (DeviceArray<double[]> x = kernels.array(new double[2000])) {
      List<CompletableFuture<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        calls.add(scale.runAsync(x, 1.0));
      }
      calls.forEach(CompletableFuture::join);
      assertThat(x.toArray()).containsOnly(24);
    }
    assertThat(scale.stats().onDevice()).isEqualTo(24);
  }

  @Test
  void whatLayOnADeviceIsLostWithItsProcess() {
    Set<Long> before = children();
    try (DeviceQueue own = queue(provider)) {
      JavaKernels there = on(own);
      JavaKernel scale = there.compile(Methods.class, "scale");
      DeviceArray<double[]> x = there.array(doubles(100));
      scale.run(x, 2.0);
      Set<Long> started = children();
      started.removeAll(before);
      for (long pid : started) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
      }
      for (int i = 0; i < 6; i++) {
        assertThatThrownBy(() -> scale.run(x, 2.0))
            .isInstanceOf(DeviceArrayLostException.class)
            .hasMessageContaining("what lay in a double[100] on device")
            .hasMessageContaining("is lost, as the device's process has ended: ")
            .hasMessageContaining("make another one from your own copy");
      }
      assertThatThrownBy(x::toArray).isInstanceOf(DeviceArrayLostException.class);
      x.close();
      try (DeviceArray<double[]> another = there.array(new double[] {1, 2})) {
        scale.run(another, 2.0);
        assertThat(another.toArray()).containsExactly(3, 5);
      }
      assertThat(scale.stats().onDevice()).as(scale.explain()).isEqualTo(2);
    }
  }

  @Test
  void aCancelledCallTakesThemWithIt() throws InterruptedException {
    try (DeviceQueue own = queue(provider)) {
      JavaKernels there = on(own);
      DeviceArray<long[]> x = there.array(new long[64]);
      JavaKernel spin = there.compile(Methods.class, "spin");
      spin.run(x, 1);
      CompletableFuture<Object> call = spin.runAsync(x, 1_000_000_000);
      Thread.sleep(300);
      assertThat(call).as(spin.explain()).isNotDone();
      assertThat(spin.stats().onDevice()).as(spin.explain()).isOne();
      call.cancel(true);
      assertThatThrownBy(x::toArray)
          .isInstanceOf(DeviceArrayLostException.class)
          .hasMessageContaining("is lost, as the device's process has ended; close it");
      x.close();
    }
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  @Test
  void callsWithOtherArraysLeaveRoomForTheNextWithinTheLimit() {
    DeviceInfo info = DeviceAtHand.info(provider);
    DeviceSettings settings = new DeviceSettings(4_000_000, Optional.empty());
    try (DeviceQueue own = Devices.queue(info, settings, () -> {})) {
      JavaKernel saxpy = on(own).compile(Methods.class, "saxpy");
      List<DeviceArray<double[]>> there = new ArrayList<>();
      List<double[]> here = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        double[] values = new double[100_000];
        Arrays.setAll(values, j -> j % 1000 - 300.5);
        here.add(values);
        there.add(on(own).array(values));
      }
      int calls = 0;
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          if (i != j) {
            saxpy.run(0.25, there.get(i), there.get(j));
            Methods.saxpy(0.25, here.get(i), here.get(j));
            calls++;
          }
        }
      }
      assertThat(saxpy.stats().onDevice()).as(saxpy.explain()).isEqualTo(calls);
      for (int i = 0; i < 4; i++) {
        assertThat(there.get(i).toArray()).isEqualTo(here.get(i));
      }
      assertThat(own.statistics().opened()).isOne();
    }
  }

  @Test
  void theirMemoryCountsAgainstTheLimit() {
    DeviceInfo info = DeviceAtHand.info(provider);
    int n = 100_000;
    DeviceSettings settings = new DeviceSettings(1_300_000, Optional.empty());
    try (DeviceQueue own = Devices.queue(info, settings, () -> {})) {
      JavaKernels there = on(own);
      DeviceArray<double[]> x = there.array(new double[n]);
      assertThatThrownBy(() -> there.array(double[].class, n))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageContaining("raise the limit, or use smaller arrays");
      // A loop that cannot fail needs no second array to store into.
      JavaKernel scale = there.compile(Methods.class, "scale");
      scale.run(x, 2.0);
      assertThat(scale.stats().onDevice()).as(scale.explain()).isOne();
      x.close();
      try (DeviceArray<int[]> divisors = there.array(IntStream.range(1, n + 1).toArray());
          DeviceArray<int[]> quotients = there.array(int[].class, n)) {
        JavaKernel divided = there.compile(Methods.class, "quotients");
        divided.run(divisors, quotients, 1000);
        assertThat(divided.stats().onDevice()).as(divided.explain()).isOne();
      }
      int more = n * 5 / 4;
      try (DeviceArray<int[]> divisors = there.array(IntStream.range(1, more + 1).toArray());
          DeviceArray<int[]> quotients = there.array(int[].class, more)) {
        JavaKernel divided = there.compile(Methods.class, "quotients");
        // What a loop that may fail stores into has no room.
        divided.run(divisors, quotients, 1000);
        assertThat(divided.stats().onDevice()).isZero();
        assertThat(divided.stats().compiled()).isOne();
        assertThat(divided.explain()).contains("on the cores instead: buffers would take");
        assertThat(quotients.toArray()).startsWith(1000, 500, 333);
      }
    }
  }

  @Test
  void nothingOfThemIsLeftOnTheDevice() {
    List<String> closed = new ArrayList<>();
    DeviceInfo info = DeviceAtHand.info(provider);
    try (DeviceQueue own =
        new DeviceQueue(
            () -> watched(RemoteDevice.open(provider, info.id(), DeviceSettings.NONE), closed),
            () -> {})) {
      DeviceArray<long[]> x = own.array(new long[] {1, 2, 3});
      assertThat(x.toArray()).containsExactly(1, 2, 3);
      x.close();
      assertThat(closed).containsExactly("cleared");
    }
  }

  /** A device that notes whether buffers hold only zeros when they are closed. */
  private static Device watched(Device device, List<String> closed) {
    return proxy(
        Device.class,
        device,
        (name, result) ->
            name.startsWith("allocate") ? watched((DeviceBuffer) result, closed) : result);
  }

  private static DeviceBuffer watched(DeviceBuffer buffer, List<String> closed) {
    List<Long> uploaded = new ArrayList<>();
    return (DeviceBuffer)
        Proxy.newProxyInstance(
            DeviceArrayTest.class.getClassLoader(),
            new Class<?>[] {DeviceBuffer.class},
            (_, method, arguments) -> {
              if (method.getName().equals("upload")) {
                uploaded.add((Long) arguments[0]);
              }
              if (method.getName().equals("close")) {
                byte[] content = buffer.content().toArray(ValueLayout.JAVA_BYTE);
                boolean clear = Arrays.equals(content, new byte[content.length]);
                boolean all = uploaded.getLast() == content.length;
                closed.add(clear && all ? "cleared" : "with content");
              }
              return method.invoke(buffer, arguments);
            });
  }

  private interface Change {
    Object of(String method, Object result);
  }

  private static <T> T proxy(Class<T> type, T to, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            DeviceArrayTest.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              try {
                return change.of(method.getName(), method.invoke(to, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
