package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.driver.OpenClDevice;
import io.epochly.kernels.internal.process.RemoteDevice;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls have a device in the order in which they ask for it, and owners of one in turn. */
@Timeout(60)
class DeviceTurnsTest {
  private static final Position PLACE = new Position(3, 8);
  private static final ArrayType FLOATS =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);

  /** As many threads as there are calls, however many processors there are. */
  private static final Executor APART = task -> Thread.ofPlatform().daemon().start(task);

  private static final DeviceKernel KERNEL = copying();
  private DeviceInfo info;

  @BeforeEach
  void find() {
    info = DeviceAtHand.info(DeviceProvider.OPENCL);
  }

  /** y[i] = x[i] */
  private static DeviceKernel copying() {
    ArrayParam x = new ArrayParam(0, "x", FLOATS);
    ArrayParam y = new ArrayParam(1, "y", FLOATS);
    Var i = new Var("i", ScalarType.INT);
    Expr at = new Expr.Local(i);
    Expr value = new Expr.Load(x, List.of(at), List.of(IndexCheck.WRAP), PLACE);
    Stmt loop =
        new Stmt.CountedLoop(
            new Label("L"),
            i,
            new Expr.IntConst(0),
            new Expr.Length(x, List.of(), List.of(), PLACE),
            new Expr.IntConst(1),
            List.of(new Stmt.Store(y, List.of(at), List.of(IndexCheck.WRAP), value, PLACE)),
            false,
            new Position(2, 4));
    return new DeviceCompiler().compile(new Kernel("k", List.of(x, y), List.of(loop)));
  }

  /** Has a device copy an array. */
  static void call(DeviceQueue queue, Poll poll) {
    double[] from = {1, 2, 3};
    double[] to = new double[3];
    KERNEL.invoke(poll, new Object[] {ArrayArg.flat(from, 3), ArrayArg.flat(to, 3)}, queue);
    assertThat(to).containsExactly(1, 2, 3);
  }

  /** With its driver in this process, where whoever waits for it polls in any case. */
  private Device here() {
    return OpenClDevice.open(info.id(), Long.MAX_VALUE, Optional.empty());
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  /** Holds a call until it is told to let go. */
  private static final class Pause implements Poll {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final Semaphore go = new Semaphore(0);

    @Override
    public void poll() {
      reached.countDown();
      go.acquireUninterruptibly();
      go.release();
    }
  }

  @Test
  void whoeverPollsKeepsItsPlace() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Runnable noted = () -> order.add(Thread.currentThread().getName());
    try (DeviceQueue queue =
        new DeviceQueue(() -> before(here(), "allocateLasting", noted), () -> {})) {
      Pause longCall = new Pause();
      Thread first = Thread.ofPlatform().start(() -> call(queue, longCall));
      longCall.reached.await();
      List<Semaphore> polls = List.of(new Semaphore(0), new Semaphore(0), new Semaphore(0));
      List<Thread> waiting = new ArrayList<>();
      for (int number = 0; number < 3; number++) {
        int own = number;
        // The second one does not poll, and would pass whoever polls and asks anew.
        Poll poll = own == 1 ? DeviceQueue.NONE : polls.get(own)::release;
        Thread waiter =
            Thread.ofPlatform()
                .name("waiter " + own)
                .start(() -> queue.array(new double[] {own}, poll));
        if (own == 1) {
          await(() -> waiter.getState() == Thread.State.WAITING);
        } else {
          polls.get(own).acquire(3);
        }
        waiting.add(waiter);
      }
      for (int own : List.of(0, 2)) {
        polls.get(own).drainPermits();
        polls.get(own).acquire(3);
      }
      longCall.go.release();
      first.join();
      for (Thread waiter : waiting) {
        waiter.join();
      }
    }
    assertThat(order)
        .filteredOn(name -> name.startsWith("waiter"))
        .containsExactly("waiter 0", "waiter 1", "waiter 2");
  }

  @Test
  void ownersOfADeviceHaveItInTurnHoweverManyCallsOneMakes() {
    int calls = 20;
    Turn turn = new Turn();
    List<String> launches = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch one = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    try (DeviceQueue a = new DeviceQueue(_ -> noting("a", launches, turn, other), () -> {}, turn);
        DeviceQueue b = new DeviceQueue(_ -> noting("b", launches, turn, one), () -> {}, turn)) {
      CompletableFuture<Void> ofA = CompletableFuture.runAsync(() -> calls(a, calls, one), APART);
      CompletableFuture<Void> ofB = CompletableFuture.runAsync(() -> calls(b, calls, other), APART);
      CompletableFuture.allOf(ofA, ofB).join();
    }
    assertThat(launches).hasSize(2 * calls);
    for (int i = 1; i < launches.size(); i++) {
      assertThat(launches.get(i))
          .as("launch %d of %s", i, launches)
          .isNotEqualTo(launches.get(i - 1));
    }
  }

  private static void calls(DeviceQueue queue, int count, CountDownLatch done) {
    for (int i = 0; i < count; i++) {
      call(queue, () -> {});
    }
    done.countDown();
  }

  /** A device whose launches wait until another owner waits for it, or will not any more. */
  private Device noting(String owner, List<String> launches, Turn turn, CountDownLatch others) {
    return before(
        RemoteDevice.open(info.provider(), info.id(), DeviceSettings.NONE),
        "launch",
        () -> {
          launches.add(owner);
          await(() -> turn.length() == 2 || others.getCount() == 0);
        });
  }

  /** A device that does something before whatever has this name. */
  private static Device before(Device device, String name, Runnable what) {
    return (Device)
        Proxy.newProxyInstance(
            DeviceTurnsTest.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (_, method, arguments) -> {
              if (method.getName().equals(name)) {
                what.run();
              }
              try {
                return method.invoke(device, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static final class TimeIsUp extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void whoeverPollsNoMoreLeavesTheLineOfTheDevice() {
    Turn turn = Devices.turn(info);
    try (DeviceQueue queue = Devices.queue(info, DeviceSettings.NONE, () -> {})) {
      try (Turn.Held _ = turn.take(Turn.NONE)) {
        CompletableFuture<Void> waiting =
            CompletableFuture.runAsync(
                () ->
                    call(
                        queue,
                        () -> {
                          if (turn.length() == 2) {
                            throw new TimeIsUp();
                          }
                        }),
                APART);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(TimeIsUp.class);
        assertThat(turn.length()).isEqualTo(1);
      }
      call(queue, () -> {});
      assertThat(turn.length()).isZero();
    }
  }

  @Test
  void aCallThatNeverEndsDoesNotKeepOtherOwnersForEver() throws Exception {
    Turn turn = new Turn(10_000_000);
    try (DeviceQueue a = new DeviceQueue(_ -> here(), () -> {}, turn)) {
      Pause endless = new Pause();
      Poll inTurn =
          () -> {
            if (turn.length() > 0) {
              endless.poll();
            }
          };
      Thread first = Thread.ofPlatform().start(() -> call(a, inTurn));
      endless.reached.await();
      try (Turn.Held _ = turn.take(Turn.NONE)) {
        assertThat(first.isAlive()).isTrue();
        assertThat(turn.length()).isEqualTo(1);
      }
      turn.take(() -> {}).close();
      endless.go.release();
      first.join();
      assertThat(turn.length()).isZero();
    }
  }

  @Test
  void aPollThatTakesWhatItsThreadWaitsForHasThePlaceOfThatThread() throws Exception {
    Turn turn = new Turn();
    CountDownLatch nested = new CountDownLatch(1);
    Poll taking =
        () -> {
          if (nested.getCount() != 0) {
            turn.take(nested::countDown).close();
          }
        };
    CompletableFuture<Void> waiting;
    try (Turn.Held _ = turn.take(Turn.NONE)) {
      waiting = CompletableFuture.runAsync(() -> turn.take(taking).close(), APART);
      nested.await();
      assertThat(turn.length()).isEqualTo(2);
    }
    waiting.join();
    assertThat(turn.length()).isZero();
  }

  @Test
  void aDeviceHasOneTurnByWhicheverProviderItIsReached() {
    assertThat(Devices.turn(named(DeviceProvider.TORNADO, "0:1", "Card")))
        .isSameAs(Devices.turn(named(DeviceProvider.OPENCL, "1:1", "Card")))
        .isNotSameAs(Devices.turn(named(DeviceProvider.OPENCL, "1:0", "Card")))
        .isNotSameAs(Devices.turn(named(DeviceProvider.OPENCL, "1:1", "Other")));
  }

  private static DeviceInfo named(DeviceProvider provider, String id, String name) {
    return new DeviceInfo(
        provider, id, name, "Maker", "Driver 1", DeviceInfo.Kind.GPU, 1 << 30, 4, true);
  }
}
