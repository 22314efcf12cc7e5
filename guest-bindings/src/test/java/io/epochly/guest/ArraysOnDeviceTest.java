package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.DeviceStatistics;
import io.epochly.kernels.device.Devices;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Arrays of guests stay on a device between calls, and nobody sees it: not who uses them here, nor
 * when the device's process dies.
 */
@Timeout(300)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class ArraysOnDeviceTest {
  private static final int N = 1000;
  private static final long BYTES = 8L * N;

  @Parameter private DeviceProvider provider;
  private final Set<Long> before = children();
  private Context context;
  private GuestBindings bindings;
  private DeviceQueue queue;

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  @AfterEach
  void leave() {
    if (context != null) {
      context.close(true);
      queue.close();
    }
  }

  private void guest(DeviceSettings settings) {
    guest(settings, false, 0);
  }

  private void guest(DeviceSettings settings, boolean threads, int workers) {
    DeviceInfo info;
    try {
      info = Devices.list(provider).getFirst();
      queue = Devices.queue(info, settings, () -> {});
      queue.open();
    } catch (DeviceException e) {
      DeviceAtHand.none(provider, e);
      return;
    }
    context = Context.newBuilder("python", GuestBindings.LANGUAGE).build();
    bindings =
        GuestBindings.install(
            context,
            new GuestInfo(
                "1.2.3",
                "on",
                threads,
                true,
                4,
                4,
                workers,
                List.of(new GuestDevice(info, queue)),
                Cores.ONE,
                false));
    context.eval(
        "python",
        """
        import epochly

        def plain_step(x, y, d):
            for i in range(len(x)):
                y[i] = x[i] / d + 1.0

        def plain_add(x, y):
            for i in range(len(x)):
                x[i] = x[i] + y[i] * 0.5

        step = epochly.optimize(plain_step, level=4)
        add = epochly.optimize(plain_add, level=4)
        n = %d
        a = epochly.array([i * 0.25 for i in range(n)])
        b = epochly.array([0.0] * n)
        la, lb = a.tolist(), b.tolist()

        def both(there, plain, *others):
            there(a, b, *others)
            plain(la, lb, *others)
        """
            .formatted(N));
  }

  /** Kills the device's process. */
  private boolean killed() {
    Set<Long> started = children();
    started.removeAll(before);
    for (long pid : started) {
      ProcessHandle.of(pid)
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().join();
              });
    }
    return !started.isEmpty();
  }

  private String text(String expression) {
    return context.eval("python", "str((" + expression + "))").asString();
  }

  private void run(String lines) {
    context.eval("python", lines);
  }

  private DeviceStatistics statistics() {
    return queue.statistics();
  }

  private void requireOnDevice(String function) {
    assertThat(text("epochly.explain(" + function + ")"))
        .contains("on the device ")
        .doesNotContain("not on a device");
  }

  @Test
  void callsInARowMoveEachArrayOnce() {
    guest(DeviceSettings.NONE);
    run("for i in range(1, 21): both(step, plain_step, float(i)); both(add, plain_add)");
    assertThat(statistics().launches().launches()).isEqualTo(40);
    assertThat(statistics().uploadedBytes()).isEqualTo(2 * BYTES);
    run("first = a[0] == la[0] and b[7] == lb[7]");
    run("same = a.tolist() == la and b.tolist() == lb");
    assertThat(text("first, same")).isEqualTo("(True, True)");
    // What was read is still there.
    run("both(step, plain_step, 3.0)");
    assertThat(statistics().uploadedBytes()).isEqualTo(2 * BYTES);
    // What was written is not.
    run("a[1] = la[1] = 5.0; both(step, plain_step, 3.0)");
    assertThat(statistics().uploadedBytes()).isEqualTo(3 * BYTES);
    assertThat(text("a.tolist() == la and b.tolist() == lb")).isEqualTo("True");
    requireOnDevice("step");
    requireOnDevice("add");
  }

  @Test
  void whatAProcessTakesWithItIsMadeAgain() {
    guest(DeviceSettings.NONE);
    run("for i in range(1, 8): both(step, plain_step, float(i)); both(add, plain_add)");
    assertThat(killed()).isTrue();
    assertThat(text("b.tolist() == lb and a.tolist() == la")).isEqualTo("True");
    run("for i in range(1, 8): both(step, plain_step, float(i)); both(add, plain_add)");
    assertThat(killed()).isTrue();
    // The call that finds it dead runs on the cores.
    run("both(step, plain_step, 3.0); both(add, plain_add)");
    assertThat(text("a.tolist() == la and b.tolist() == lb")).isEqualTo("True");
    run("before = epochly.get_metrics()['device_launches']; both(step, plain_step, 3.0)");
    assertThat(text("epochly.get_metrics()['device_launches'] - before")).isEqualTo("1");
  }

  @Test
  void whatIsSwitchedOffForGoodBringsThemBack() {
    guest(DeviceSettings.NONE);
    run("for i in range(1, 8): both(step, plain_step, float(i)); both(add, plain_add)");
    bindings.disableForGood();
    assertThat(text("a[0] == la[0]")).isEqualTo("True");
    int launches = statistics().launches().launches();
    run("both(step, plain_step, 3.0)");
    assertThat(text("b.tolist() == lb and a.tolist() == la")).isEqualTo("True");
    assertThat(statistics().launches().launches()).isEqualTo(launches);
  }

  @Test
  void aCallThatFailsLeavesThemAsTheyWere() {
    guest(DeviceSettings.NONE);
    run(
        """
        both(step, plain_step, 2.0)
        errors = []
        for f, x, y in ((step, a, b), (plain_step, la, lb)):
            try:
                f(x, y, 0.0)
            except ZeroDivisionError as e:
                errors.append(str(e))
        """);
    assertThat(text("len(errors), len(set(errors)), a.tolist() == la, b.tolist() == lb"))
        .isEqualTo("(2, 1, True, True)");
  }

  @Test
  void whatAViewWasGivenAwayOfComesBackWithEachCall() {
    guest(DeviceSettings.NONE);
    run("view = b.data; both(step, plain_step, 2.0)");
    assertThat(text("view.tolist() == lb")).isEqualTo("True");
    run("view[3] = lb[3] = -1.0; both(add, plain_add)");
    assertThat(text("a.tolist() == la and view.tolist() == lb")).isEqualTo("True");
    requireOnDevice("step");
  }

  @Test
  void whereThreadsOrWorkersAreAllowedTheyComeBackWithEachCallAsExplainSays() {
    for (int workers = 0; workers < 2; workers++) {
      guest(DeviceSettings.NONE, workers == 0, workers);
      run("for _ in range(3): both(step, plain_step, 2.0)");
      assertThat(statistics().uploadedBytes()).isEqualTo(6 * BYTES);
      assertThat(text("b.tolist() == lb")).isEqualTo("True");
      assertThat(text("epochly.explain(step)"))
          .containsOnlyOnce(
              "arrays come back from the device with each call: guest threads or workers are allowed");
      // Of lists nobody expects anything else.
      run("add(la, lb)");
      assertThat(text("epochly.explain(add)")).doesNotContain("come back");
      leave();
    }
    guest(DeviceSettings.NONE);
    run("both(step, plain_step, 2.0)");
    assertThat(text("epochly.explain(step)")).doesNotContain("come back");
  }

  @Test
  void anIterationUnderWaySeesWhatIsStoredThere() {
    guest(DeviceSettings.NONE);
    run(
        """
        seen = []
        for x in b:
            seen.append(x)
            if len(seen) == 2:
                both(step, plain_step, 2.0)
        """);
    assertThat(text("seen == [0.0, 0.0] + lb[2:]")).isEqualTo("True");
  }

  @Test
  void listsGoThereAndBackAndArraysBesideThemThatAreRead() {
    guest(DeviceSettings.NONE);
    run("y = [0.0] * n");
    long up = statistics().uploadedBytes();
    run("for _ in range(5): step(a, y, 2.0)");
    run("plain_step(la, lb, 2.0)");
    assertThat(statistics().uploadedBytes() - up).isEqualTo(6 * BYTES);
    assertThat(text("y == lb")).isEqualTo("True");
    // An array beside a list is stored into for this call only: lists may change before another.
    run("step(y, b, 2.0); plain_step(y, lb, 2.0)");
    assertThat(killed()).isTrue();
    assertThat(text("b.tolist() == lb")).isEqualTo("True");
  }

  @Test
  void whereThereIsNoRoomForThemTheyGoThereAndBack() {
    guest(new DeviceSettings(4 * BYTES, Optional.empty()));
    run(
        """
        more = [epochly.array([float(i)] * n) for i in range(8)]
        for x in more:
            step(x, b, 2.0)
            plain_step(x.tolist(), lb, 2.0)
        """);
    assertThat(text("b.tolist() == lb")).isEqualTo("True");
    requireOnDevice("step");
  }

  @Test
  void arraysThatNobodyHasAnyMoreLeaveTheDevice() {
    guest(new DeviceSettings(64 * BYTES, Optional.empty()));
    run(
        """
        for i in range(400):
            x = epochly.array([float(i)] * n)
            y = epochly.array([0.0] * n)
            step(x, y, 2.0)
            assert y[n - 1] == i / 2.0 + 1.0
        """);
    requireOnDevice("step");
  }

  @Test
  void randomUsesOfThemDoWhatPlainOnesDo() {
    guest(DeviceSettings.NONE);
    run(
        """
        import copy
        import pickle
        import random

        def plain_mix(x, y, z, k):
            for i in range(len(z)):
                z[i] = z[i] + x[i] * k - y[i]

        def plain_count(h, p):
            for i in range(len(p)):
                h[p[i] % 8] += 1

        mix = epochly.optimize(plain_mix, level=4)
        mix_here = epochly.optimize(plain_mix, level=2)
        count = epochly.optimize(plain_count, level=4)

        def walk(seed):
            r = random.Random(seed)
            m = r.choice([1, 17, 64])
            floats = [epochly.array([r.uniform(-4, 4) for _ in range(m)]) for _ in range(3)]
            plain = [x.tolist() for x in floats]
            p = epochly.array([r.randrange(100) for _ in range(m)])
            h, lh = epochly.array([0] * 8), [0] * 8
            views = {}
            for turn in range(30):
                i, j, l = r.sample(range(3), 3)
                kind = r.randrange(16)
                if kind < 5:
                    f = r.choice([mix, mix, mix_here])
                    f(floats[i], floats[j], floats[l], 0.25)
                    plain_mix(plain[i], plain[j], plain[l], 0.25)
                elif kind == 5:
                    mix(floats[i], floats[i], floats[i], 0.5)
                    plain_mix(plain[i], plain[i], plain[i], 0.5)
                elif kind == 6:
                    count(h, p)
                    plain_count(lh, p.tolist())
                elif kind == 7:
                    part, half = floats[i][m // 2:], plain[i][m // 2:]
                    mix(floats[j][m // 2:], floats[l][m // 2:], part, 2.0)
                    plain_mix(plain[j][m // 2:], plain[l][m // 2:], half, 2.0)
                    plain[i][m // 2:] = half
                elif kind == 8:
                    at = r.randrange(m)
                    floats[i][at] = plain[i][at] = r.uniform(-4, 4)
                elif kind == 9:
                    at = r.randrange(m)
                    assert floats[i][at] == plain[i][at], (seed, turn)
                elif kind == 10:
                    floats[i] += floats[j]
                    plain[i] = [x + y for x, y in zip(plain[i], plain[j])]
                elif kind == 11:
                    floats[i].fill(1.5)
                    plain[i][:] = [1.5] * m
                elif kind == 12:
                    floats[i] = r.choice([copy.copy, lambda x: pickle.loads(pickle.dumps(x)), lambda x: x * 1.0])(floats[i])
                    views.pop(i, None)
                elif kind == 13:
                    floats[i][:] = floats[j]
                    plain[i][:] = plain[j]
                elif kind == 14 and r.random() < 0.2:
                    views[i] = floats[i].data
                elif kind == 15 and r.random() < 0.1:
                    yield "kill"
                if r.random() < 0.2:
                    assert list(floats[i]) == plain[i], (seed, turn)
                for v in views:
                    assert views[v].tolist() == plain[v], (seed, turn)
            assert [x.tolist() for x in floats] == plain, seed
            assert h.tolist() == lh, seed

        walks = (word for seed in range(120) for word in walk(seed))
        """);
    int kills = 0;
    while (text("next(walks, 'done')").equals("kill")) {
      kills += killed() ? 1 : 0;
    }
    assertThat(kills).isGreaterThan(10);
    assertThat(statistics().launches().launches()).isGreaterThan(500);
  }
}
