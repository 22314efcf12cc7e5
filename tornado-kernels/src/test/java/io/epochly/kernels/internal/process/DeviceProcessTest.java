package io.epochly.kernels.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.Poll;
import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A device in a process of its own does what one here does, and its end is one call's end. */
@Timeout(120)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class DeviceProcessTest {
  private static final Position PLACE = new Position(3, 8);
  private static final Expr ZERO = new Expr.IntConst(0);
  private static final Expr ONE = new Expr.IntConst(1);
  private static final ArrayType FLOATS =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);

  private final ArrayParam x = new ArrayParam(0, "x", FLOATS);
  private final ArrayParam y = new ArrayParam(1, "y", FLOATS);
  private final Var rounds = new Var("rounds", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var k = new Var("k", ScalarType.INT);
  private final Var t = new Var("t", ScalarType.FLOAT);
  private final AtomicReference<RemoteDevice> device = new AtomicReference<>();
  private final AtomicInteger lost = new AtomicInteger();

  @Parameter private DeviceProvider provider;
  private static DeviceInfo info;

  @BeforeParameterizedClassInvocation
  static void find(DeviceProvider provider) {
    info = DeviceAtHand.info(provider);
  }

  private DeviceQueue queue(long limit) {
    return new DeviceQueue(
        () -> {
          RemoteDevice opened =
              RemoteDevice.open(provider, info.id(), new DeviceSettings(limit, Optional.empty()));
          device.set(opened);
          return opened;
        },
        lost::incrementAndGet);
  }

  /** y[i] = rounds steps of a recurrence that starts with x[i] / x[0]. */
  private DeviceKernel kernel() {
    Expr quotient =
        new Expr.Binary(BinaryOp.FLOAT_DIV, load(new Expr.Local(i)), load(ZERO), true, PLACE);
    Expr next =
        new Expr.Binary(
            BinaryOp.FLOAT_ADD,
            new Expr.Binary(
                BinaryOp.FLOAT_MUL, new Expr.Local(t), new Expr.FloatConst(0.5), true, PLACE),
            new Expr.FloatConst(1.0),
            true,
            PLACE);
    Stmt inner =
        new Stmt.CountedLoop(
            new Label("inner"),
            k,
            ZERO,
            new Expr.Local(rounds),
            ONE,
            List.of(new Stmt.Assign(t, next)),
            false,
            PLACE);
    Stmt store =
        new Stmt.Store(
            y, List.of(new Expr.Local(i)), List.of(IndexCheck.WRAP), new Expr.Local(t), PLACE);
    Stmt outer =
        new Stmt.CountedLoop(
            new Label("outer"),
            i,
            ZERO,
            new Expr.Length(x, List.of(), List.of(), PLACE),
            ONE,
            List.of(new Stmt.Assign(t, quotient), inner, store),
            false,
            new Position(2, 4));
    return new DeviceCompiler()
        .compile(new Kernel("k", List.of(x, y, new Param.Scalar(rounds)), List.of(outer)));
  }

  private Expr load(Expr index) {
    return new Expr.Load(x, List.of(index), List.of(IndexCheck.WRAP), PLACE);
  }

  private static Object[] operands(double[] x, double[] y, long rounds) {
    return new Object[] {ArrayArg.flat(x, x.length), ArrayArg.flat(y, y.length), rounds};
  }

  private static void assertWorks(DeviceKernel kernel, DeviceQueue queue) {
    double[] to = new double[3];
    kernel.invoke(() -> {}, operands(new double[] {2, 4, 6}, to, 1), queue);
    assertThat(to).containsExactly(1.5, 2.0, 2.5);
  }

  /** Rounds that take minutes. */
  private static final long ENDLESS = 1L << 29;

  @Test
  void devicesAreListedByAProcessAndTheMostWantedOneIsFirst() {
    List<DeviceInfo> devices = Devices.list(provider);
    assertThat(devices).contains(info);
    assertThat(info.provider()).isEqualTo(provider);
    assertThat(devices.getFirst().fp64()).isTrue();
    assertThat(devices.getFirst().memory()).isPositive();
  }

  @Test
  void callsStartTheProcessWhenTheyNeedItAndUseItAgain() {
    try (DeviceQueue queue = queue(Long.MAX_VALUE)) {
      DeviceKernel kernel = kernel();
      assertThat(device.get()).isNull();
      assertWorks(kernel, queue);
      long pid = device.get().pid();
      assertWorks(kernel, queue);
      assertThat(device.get().pid()).isEqualTo(pid);
      assertThat(queue.statistics().compiled()).isEqualTo(1);
      assertThat(queue.statistics().launches().launches()).isEqualTo(2);
      assertThat(queue.statistics().launches().nanos()).isPositive();
    }
    assertThat(ProcessHandle.of(device.get().pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aCallThatBailsOutLeavesTheListsAndTheProcessAsTheyWere() {
    try (DeviceQueue queue = queue(Long.MAX_VALUE)) {
      DeviceKernel kernel = kernel();
      double[] to = {7, 7};
      assertThatThrownBy(() -> kernel.invoke(() -> {}, operands(new double[] {0, 1}, to, 1), queue))
          .isInstanceOf(BailOut.class)
          .hasMessageContaining("division by zero");
      assertThat(to).containsExactly(7, 7);
      assertWorks(kernel, queue);
      assertThat(queue.statistics().opened()).isEqualTo(1);
    }
  }

  @Test
  void aProcessThatIsKilledInALaunchCostsThatCallOnly() throws Exception {
    try (DeviceQueue queue = queue(Long.MAX_VALUE)) {
      DeviceKernel kernel = kernel();
      assertWorks(kernel, queue);
      long pid = device.get().pid();
      double[] to = {7, 7, 7};
      CompletableFuture<Void> call =
          CompletableFuture.runAsync(
              () -> kernel.invoke(() -> {}, operands(new double[] {1, 2, 3}, to, ENDLESS), queue));
      awaitBusy(pid);
      assertThat(call).isNotDone();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      assertThat(call)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(DeviceLostException.class)
          .withMessageContaining("status 137");
      assertThat(to).containsExactly(7, 7, 7);
      assertThat(lost).hasValue(1);
      assertWorks(kernel, queue);
      assertThat(device.get().pid()).isNotEqualTo(pid);
      assertThat(queue.statistics().opened()).isEqualTo(2);
    }
  }

  /** Waits until a process computes: it has used half a second more of its processors. */
  private static void awaitBusy(long pid) throws InterruptedException {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    Duration before = process.info().totalCpuDuration().orElseThrow();
    while (process
            .info()
            .totalCpuDuration()
            .orElseThrow()
            .minus(before)
            .compareTo(Duration.ofMillis(500))
        < 0) {
      Thread.sleep(20);
    }
  }

  private static final class TimeIsUp extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aPollThatThrowsEndsWhatRunsOnTheDevice() throws Exception {
    try (DeviceQueue queue = queue(Long.MAX_VALUE)) {
      DeviceKernel kernel = kernel();
      assertWorks(kernel, queue);
      ProcessHandle process = ProcessHandle.of(device.get().pid()).orElseThrow();
      long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
      double[] to = {7, 7, 7};
      assertThatThrownBy(
              () ->
                  kernel.invoke(
                      () -> {
                        if (System.nanoTime() > end) {
                          throw new TimeIsUp();
                        }
                      },
                      operands(new double[] {1, 2, 3}, to, ENDLESS),
                      queue))
          .isInstanceOf(TimeIsUp.class);
      assertThat(System.nanoTime() - end).isLessThan(Duration.ofSeconds(5).toNanos());
      assertThat(process.isAlive()).isFalse();
      assertThat(to).containsExactly(7, 7, 7);
      assertWorks(kernel, queue);
    }
  }

  /** Throws when it has been called a few times: whoever calls it waits. */
  private static Poll impatient() {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() > 5) {
        throw new TimeIsUp();
      }
    };
  }

  @Test
  void aPollThatThrowsEndsAProcessThatDoesNotCompile() throws Exception {
    try (DeviceQueue queue = queue(Long.MAX_VALUE)) {
      assertWorks(kernel(), queue);
      ProcessHandle process = stopped(device.get());
      double[] to = {7, 7, 7};
      assertThatThrownBy(
              () -> kernel().invoke(impatient(), operands(new double[] {1, 2, 3}, to, 1), queue))
          .isInstanceOf(TimeIsUp.class);
      assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
      assertThat(to).containsExactly(7, 7, 7);
      assertWorks(kernel(), queue);
    }
  }

  @Test
  void aPollThatThrowsEndsAProcessThatDoesNotAllocate() throws Exception {
    try (RemoteDevice opened = RemoteDevice.open(provider, info.id(), DeviceSettings.NONE)) {
      ProcessHandle process = stopped(opened);
      assertThatThrownBy(() -> opened.allocate(1 << 16, impatient())).isInstanceOf(TimeIsUp.class);
      assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void aPollThatThrowsEndsAProcessThatDoesNotOpenItsDevice() {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();
    assertThatThrownBy(
            () -> RemoteDevice.open(provider, info.id(), DeviceSettings.NONE, impatient()))
        .isInstanceOf(TimeIsUp.class);
    assertThat(ProcessHandle.current().children().toList()).isSubsetOf(before);
  }

  /** Its process, which does nothing any more, as one whose driver hangs. */
  private static ProcessHandle stopped(RemoteDevice device) throws Exception {
    String pid = String.valueOf(device.pid());
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
    return ProcessHandle.of(device.pid()).orElseThrow();
  }

  @Test
  void memoryBeyondTheLimitIsRefusedByTheProcess() {
    try (DeviceQueue queue = queue(1 << 20)) {
      DeviceKernel kernel = kernel();
      double[] large = new double[1 << 18];
      assertThatThrownBy(() -> kernel.invoke(() -> {}, operands(large, large.clone(), 1), queue))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageContaining("raise the limit");
      assertWorks(kernel, queue);
    }
  }

  @Test
  void nothingOfTheOwnersEnvironmentOrFilesStaysBehind() throws Exception {
    RemoteDevice opened = RemoteDevice.open(provider, info.id(), DeviceSettings.NONE);
    List<Path> maps;
    try (opened) {
      String environment = Files.readString(Path.of("/proc/" + opened.pid() + "/environ"));
      assertThat(Stream.of(environment.split("\0")).map(pair -> pair.split("=", 2)[0]))
          .contains("LD_PRELOAD")
          .allMatch(
              name ->
                  name.equals("LD_PRELOAD")
                      || Launcher.VARIABLES.contains(name)
                      || Launcher.PREFIXES.stream().anyMatch(name::startsWith));
      opened.allocate(1 << 16).content().fill((byte) 1);
      maps =
          Files.readAllLines(Path.of("/proc/" + opened.pid() + "/maps")).stream()
              .filter(line -> line.contains("epochly-device") && line.contains("buffer"))
              .peek(line -> assertThat(line).contains("(deleted)"))
              .map(line -> Path.of(line.substring(line.indexOf('/')).replace(" (deleted)", "")))
              .toList();
      assertThat(maps).isNotEmpty().noneMatch(Files::exists);
    }
    assertThat(maps).allMatch(map -> !Files.exists(map.getParent()));
  }

  @Test
  void aDeviceThatThereIsNotIsNamed() {
    try (DeviceQueue queue =
        new DeviceQueue(
            () -> (Device) RemoteDevice.open(provider, "7:7", DeviceSettings.NONE), () -> {})) {
      assertThatThrownBy(queue::open)
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("no device 7:7");
    }
  }
}
