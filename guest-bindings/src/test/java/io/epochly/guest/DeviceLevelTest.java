package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.DeviceStatistics;
import io.epochly.kernels.device.Devices;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions that ask for a device run there, or on the level below with a reason. */
@Timeout(180)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class DeviceLevelTest {
  private static DeviceInfo info;
  private static DeviceQueue queue;

  private Context context;

  @Parameter private DeviceProvider provider;

  @BeforeParameterizedClassInvocation
  static void open(DeviceProvider provider) {
    DeviceAtHand device = DeviceAtHand.open(provider);
    info = device.info();
    queue = device.queue();
  }

  @AfterParameterizedClassInvocation
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  @AfterEach
  void leave() {
    if (context != null) {
      context.close(true);
    }
  }

  private void guest(List<GuestDevice> devices) {
    context = Context.newBuilder("python", GuestBindings.LANGUAGE).build();
    GuestBindings.install(
        context, GuestInfo.of("1.2.3", "on").withDevices(devices, "none is allowed"));
    context.eval(
        "python",
        """
        import epochly

        def make(**options):
            @epochly.optimize(**options)
            def scale(x, y, d):
                for i in range(len(x)):
                    y[i] = x[i] / d + 1.0
            return scale

        x = [float(i) for i in range(1000)]
        expected = [v / 3.0 + 1.0 for v in x]
        """);
  }

  private String text(String expression) {
    return context.eval("python", "str(" + expression + ")").asString();
  }

  /** Runs a function made with these options; the level that its call ran at. */
  private String level(String options) {
    context.eval(
        "python",
        """
        y = [0.0] * 1000
        scale = make(%s)
        scale(x, y, 3.0)
        """
            .formatted(options));
    assertThat(text("y == expected")).isEqualTo("True");
    return text("[f['realized_level'] for f in epochly.stats()['functions'].values()][-1]");
  }

  @Test
  void levelFourRunsOnTheDeviceAndSaysWhichOne() {
    guest(List.of(new GuestDevice(info, queue)));
    int before = queue.statistics().launches().launches();
    assertThat(level("level=4")).isEqualTo("4");
    assertThat(queue.statistics().launches().launches()).isEqualTo(before + 1);
    assertThat(text("epochly.explain(scale)")).contains("on the device " + info.id());
    assertThat(text("epochly.get_status()['devices']")).contains(info.id() + " ");
    assertThat(text("epochly.get_status()['realized_level']")).isEqualTo("4");
  }

  @Test
  void aDeviceMayBeNamed() {
    guest(List.of(new GuestDevice(info, queue)));
    assertThat(level("device='" + info.id() + "'")).isEqualTo("4");
    assertThat(level("device='9:9'")).isNotEqualTo("4");
    assertThat(text("epochly.explain(scale)")).contains("none of this guest's is '9:9'");
  }

  @Test
  void aKindOfDeviceMayBeNamedAndTheOtherOneIsMissedWithTheReason() {
    guest(List.of(new GuestDevice(info, queue)));
    boolean gpu = info.kind() == DeviceInfo.Kind.GPU;
    int before = queue.statistics().launches().launches();
    assertThat(level("device='%s'".formatted(gpu ? "gpu" : "cpu-opencl"))).isEqualTo("4");
    assertThat(queue.statistics().launches().launches()).isEqualTo(before + 1);
    assertThat(text("epochly.explain(scale)")).contains("on the device " + info.id());
    String other = gpu ? "cpu-opencl" : "gpu";
    assertThat(level("device='%s'".formatted(other))).isNotEqualTo("4");
    assertThat(queue.statistics().launches().launches()).isEqualTo(before + 1);
    assertThat(text("epochly.explain(scale)"))
        .contains("not on a device: none of this guest's is '%s'".formatted(other));
  }

  @Test
  void aBlockOrTheGuestMayAskForDevicesToo() {
    guest(List.of(new GuestDevice(info, queue)));
    context.eval("python", "epochly.set_level(4)");
    assertThat(level("")).isEqualTo("4");
    assertThat(level("level=2")).isEqualTo("2");
    context.eval("python", "epochly.set_level(3)");
    assertThat(level("")).isNotEqualTo("4");
    context.eval("python", "block = epochly.optimize_context(4); block.__enter__()");
    assertThat(level("")).isEqualTo("4");
    context.eval("python", "block.__exit__(None, None, None)");
    assertThat(level("")).isNotEqualTo("4");
  }

  @Test
  void aDeviceThatGivesTheSameBitsIsTriedWhereTheCoresTakeLong() throws Exception {
    guest(List.of(new GuestDevice(info, queue)));
    context.eval(
        "python",
        """
        import math

        @epochly.optimize
        def settle(x, n):
            for i in range(len(x)):
                a = x[i]
                for _ in range(n):
                    a = a * 0.5 + 1.0
                x[i] = a

        @epochly.optimize
        def wave(x, n):
            for i in range(len(x)):
                a = x[i]
                for _ in range(n):
                    a = math.sin(a) + 1.0
                x[i] = a

        def plain(x, n):
            x = x[:]
            for i in range(len(x)):
                for _ in range(n):
                    x[i] = x[i] * 0.5 + 1.0
            return x

        start = [float(i) for i in range(64)]
        # Long enough to be worth a trial, and far from the limit of one where other work has the processors.
        right = plain(start, 20_000)
        def same():
            x = start[:]
            settle(x, 20_000)
            return x == right
        """);
    int before = queue.statistics().launches().launches();
    long end = System.nanoTime() + 60_000_000_000L;
    while (!text("epochly.explain(settle)").contains("ms there and ") && System.nanoTime() < end) {
      assertThat(text("same()")).isEqualTo("True");
    }
    assertThat(queue.statistics().launches().launches())
        .as(text("epochly.explain(settle)"))
        .isGreaterThan(before + 1);
    assertThat(text("epochly.explain(settle)"))
        .contains("on the device " + info.id(), "ms on the cores with up to 127 elements")
        .contains("device and cores: a launch there takes ", " ms for each MB that is moved");
    int after = queue.statistics().launches().launches();
    context.eval("python", "for _ in range(20): wave(start[:], 20_000)");
    assertThat(queue.statistics().launches().launches()).isEqualTo(after);
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  @Test
  void aProcessThatDiesInMidLaunchCostsThatCallOnlyWhereNobodyAskedForADevice() {
    AtomicInteger lost = new AtomicInteger();
    Set<ProcessHandle> before = children();
    try (DeviceQueue own = Devices.queue(info, DeviceSettings.NONE, lost::incrementAndGet)) {
      guest(List.of(new GuestDevice(info, own)));
      context.eval(
          "python",
          """
          def plain(x, n):
              for i in range(len(x)):
                  a = x[i]
                  for _ in range(n):
                      a = a * 0.5 + 1.0
                  x[i] = a

          settle, here = epochly.optimize(plain), epochly.optimize(plain, level=2)
          n = 20_000_000
          start = [float(i) for i in range(4)]
          right = start[:]
          here(right, n)
          def same():
              x = start[:]
              settle(x, n)
              return x == right
          """);
      long end = System.nanoTime() + 90_000_000_000L;
      while (!text("epochly.explain(settle)").contains("on the device ")
          && System.nanoTime() < end) {
        assertThat(text("same()")).isEqualTo("True");
      }
      // It takes more than one call to tell the quicker one, so that the next one is there too.
      while (lost.get() == 0 && System.nanoTime() < end) {
        CompletableFuture<Void> killer =
            CompletableFuture.runAsync(
                () ->
                    children().stream()
                        .filter(child -> !before.contains(child))
                        .forEach(ProcessHandle::destroyForcibly),
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
        assertThat(text("same()")).isEqualTo("True");
        killer.join();
      }
      assertThat(lost).as(text("epochly.explain(settle)")).hasPositiveValue();
      int launches = own.statistics().launches().launches();
      while (own.statistics().launches().launches() == launches && System.nanoTime() < end) {
        assertThat(text("same()")).isEqualTo("True");
      }
      assertThat(own.statistics().launches().launches())
          .as(text("epochly.explain(settle)"))
          .isGreaterThan(launches);
      assertThat(own.statistics().opened()).isGreaterThan(1);
    }
  }

  /** Waits until so many processes of a queue have been opened; whether they were. */
  private static boolean opened(DeviceQueue queue, long count) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (queue.statistics().opened() < count && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    return queue.statistics().opened() == count;
  }

  @Test
  void aFunctionThatAsksForADeviceHasItStartedAndReplacedBeforeItIsCalled() throws Exception {
    for (String options : List.of("level=4", "device='" + info.id() + "'")) {
      Set<ProcessHandle> before = children();
      try (DeviceQueue own = Devices.queue(info, DeviceSettings.NONE, () -> {})) {
        guest(List.of(new GuestDevice(info, own)));
        context.eval("python", "scale = make(%s)".formatted(options));
        assertThat(opened(own, 1)).isTrue();
        assertThat(own.statistics().calls()).isZero();
        for (ProcessHandle child : children()) {
          if (!before.contains(child)) {
            child.destroyForcibly();
            child.onExit().join();
          }
        }
        context.eval("python", "y = [0.0] * 1000; scale(x, y, 3.0)");
        assertThat(text("y == expected")).isEqualTo("True");
        assertThat(opened(own, 2)).isTrue();
        assertThat(own.statistics().calls()).isZero();
        assertThat(level(options)).isEqualTo("4");
        assertThat(own.statistics().opened()).isEqualTo(2);
        context.close(true);
      }
    }
  }

  @Test
  void whatIsCompiledWhenItIsDecoratedIsCompiledForTheDeviceToo() throws Exception {
    try (DeviceQueue own = Devices.queue(info, DeviceSettings.NONE, () -> {})) {
      guest(List.of(new GuestDevice(info, own)));
      context.eval("python", "make(level=4, signature='None(float64[:], float64[:], float64)')");
      long end = System.nanoTime() + 60_000_000_000L;
      while (own.statistics().compiled() == 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      assertThat(own.statistics().compiled()).isOne();
      assertThat(own.statistics().opened()).isOne();
      assertThat(own.statistics().calls()).isZero();
    }
  }

  @Test
  void whereNoFunctionAsksForADeviceNoneIsStarted() throws Exception {
    try (DeviceQueue own = Devices.queue(info, DeviceSettings.NONE, () -> {})) {
      guest(List.of(new GuestDevice(info, own)));
      level("");
      level("level=3");
      level("device='9:9'");
      context.eval("python", "epochly.optimize(lambda x: x, level=4)");
      // Another thread would have begun by then.
      Thread.sleep(300);
      assertThat(own.statistics()).isEqualTo(DeviceStatistics.NONE);
    }
  }

  @Test
  void whatIsShortStaysOnTheCoresWhereNobodyAsksForADevice() {
    guest(List.of(new GuestDevice(info, queue)));
    int before = queue.statistics().launches().launches();
    level("");
    assertThat(queue.statistics().launches().launches()).isEqualTo(before);
  }

  @Test
  void theRealErrorIsRaisedAndTheListIsAsPlainPythonLeavesIt() {
    guest(List.of(new GuestDevice(info, queue)));
    context.eval(
        "python",
        """
        y = [7.0] * 1000
        try:
            make(level=4)(x, y, 0.0)
            error = None
        except ZeroDivisionError as e:
            error = str(e)
        short = [7.0] * 10
        try:
            make(level=4)(x, short, 2.0)
            short_error = None
        except IndexError as e:
            short_error = str(e)
        """);
    assertThat(text("error")).contains("division by zero");
    assertThat(text("y == [7.0] * 1000")).isEqualTo("True");
    assertThat(text("short_error")).contains("out of range");
    assertThat(text("short == [v / 2.0 + 1.0 for v in x[:10]]")).isEqualTo("True");
  }

  @Test
  void theMetricsShowThatTwentyStepsOfACallTransferTwoListsOnce() {
    guest(List.of(new GuestDevice(info, queue)));
    context.eval(
        "python",
        """
        def plain(a, b, n, steps):
            for _ in range(steps):
                for i in range(1, n - 1):
                    for j in range(1, n - 1):
                        b[i * n + j] = 0.25 * (a[(i - 1) * n + j] + a[(i + 1) * n + j] + a[i * n + j - 1] + a[i * n + j + 1])
                for i in range(1, n - 1):
                    for j in range(1, n - 1):
                        a[i * n + j] = b[i * n + j]

        n = 60
        before = epochly.get_metrics()
        # A list that was appended to has room for more, which goes along.
        a, b = [0.0] * (n * n), [0.0] * (n * n)
        for i in range(n * n):
            a[i] = b[i] = float(i % 7)
        same = a[:], b[:]
        plain(*same, n, 20)
        epochly.optimize(plain, level=4)(a, b, n, 20)
        after = epochly.get_metrics()

        def moved(way):
            return after["device_bytes"][way] - before["device_bytes"][way]
        """);
    assertThat(text("(a, b) == same")).isEqualTo("True");
    assertThat(text("after['device_launches'] - before['device_launches']")).isEqualTo("40");
    assertThat(text("(moved('upload'), moved('download')) == (2 * 8 * n * n, 2 * 8 * n * n)"))
        .isEqualTo("True");
  }

  @Test
  void memoryIsAddedToWhereItsSumsOnlyGrow() {
    guest(List.of(new GuestDevice(info, queue)));
    context.eval(
        "python",
        """
        from array import array

        def plain(h, x, w):
            for i in range(len(x)):
                h[x[i]] += w[i]

        tally = epochly.optimize(plain, level=4)
        x = [i * i % 11 for i in range(5000)]

        def outcome(f, code, w, first):
            h = array(code, [0] * 10 + [first])
            x[-1] = 10
            try:
                f(h, x, w)
            except OverflowError as e:
                return str(e), h.tolist()
            return h.tolist()

        def same(code, w, first=0):
            return outcome(tally, code, w, first) == outcome(plain, code, w, first)
        """);
    int before = queue.statistics().launches().launches();
    assertThat(text("(same('q', [1] * 5000), same('i', [3] * 5000))")).isEqualTo("(True, True)");
    assertThat(queue.statistics().launches().launches()).isEqualTo(before + 2);
    assertThat(text("same('i', [3] * 5000, 2**31 - 2)")).isEqualTo("True");
    assertThat(text("same('i', [-1] + [3] * 4999)")).isEqualTo("True");
    assertThat(text("epochly.explain(tally)")).contains("not on a device: ");
  }

  @Test
  void withoutADeviceCallsFallToTheLevelBelowWithAReason() {
    guest(List.of());
    assertThat(level("level=4")).isEqualTo("2");
    assertThat(text("epochly.explain(scale)")).contains("not on a device: none is allowed");
    assertThat(text("epochly.get_status()['notes']"))
        .contains("level 4 needs a device, and there is none: none is allowed");
    assertThat(text("epochly.get_status()['missing_devices']")).isEqualTo("none is allowed");
  }

  @Test
  void whatFailsOnTheDeviceRunsOnTheLevelBelow() {
    DeviceInfo gone =
        new DeviceInfo(
            info.provider(),
            "9:9",
            info.name(),
            info.vendor(),
            info.driver(),
            info.kind(),
            info.memory(),
            info.units(),
            true);
    DeviceQueue broken = Devices.queue(gone, DeviceSettings.NONE, () -> {});
    guest(List.of(new GuestDevice(info, broken)));
    assertThat(level("level=4")).isEqualTo("2");
    assertThat(text("epochly.explain(scale)")).contains("no device 9:9");
  }
}
