package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's emergency switch does to guests of a host that runs. */
class EmergencyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private Path file = Path.of("");
  private EpochlyHost host;

  @BeforeEach
  void open() {
    file = folder.resolve("emergency_disable");
    host = open(Map.of());
  }

  private EpochlyHost open(Map<String, String> environment) {
    return builder(environment).build();
  }

  private EpochlyHost.Builder builder(Map<String, String> environment) {
    return EpochlyHost.builder()
        .configuration(
            Configuration.builder()
                .environment(environment)
                .folder(folder)
                .emergencyFile(file)
                .build())
        .audit(event -> events.add(event.toString()));
  }

  @AfterEach
  void close() {
    host.close();
  }

  /** The file is there, and the host, within a second, has seen it. */
  private void switchOff() throws Exception {
    long before = System.nanoTime();
    Files.createFile(file);
    while (events.stream().noneMatch(event -> event.startsWith("emergency_disabled"))
        && System.nanoTime() - before < TimeUnit.SECONDS.toNanos(20)) {
      Thread.sleep(5);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SECOND);
  }

  /** A kernel leaves its call to the plain function, which takes minutes: that is ended. */
  private static void endPlain(Guest guest, CompletableFuture<?> running) throws Exception {
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(guest.interrupt(Duration.ofSeconds(20))).isTrue();
    assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(GuestInterruptedException.class);
  }

  @Test
  void aFileEndsARunningKernelWithinASecondAndItsCallFinishesPlain() throws Exception {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import epochly

          @epochly.optimize
          def spin(n):
              i = 0
              while i < n:
                  i += 1
              return i

          spin(10)
          """);
      // In a kernel: plain, it takes minutes.
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(() -> guest.call("spin", 1L << 60));
      TimeUnit.SECONDS.sleep(1);
      switchOff();
      assertThat(events).contains("emergency_disabled guest=0 the file " + file);
      endPlain(guest, running);
      assertThat(guest.eval("epochly.stats()['functions']['spin']['fallback_calls']").asLong())
          .isEqualTo(1);
      guest.eval("epochly.configure(enabled=True, level=4); spin(5)");
      assertThat(guest.eval("epochly.stats()['functions']['spin']['fallback_calls']").asLong())
          .isEqualTo(2);
    }
    // What the operator takes away later does not undo it.
    Files.delete(file);
    assertThat(host.emergencyDisabled()).isTrue();
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      assertThat(guest.eval("__import__('epochly').get_status()['emergency_disabled']").asBoolean())
          .isTrue();
    }
  }

  @Test
  void aLoopOnSeveralCoresEndsTooAndLeavesNothingBehind() throws Exception {
    try (EpochlyHost wide = builder(Map.of()).cores(3).build();
        Guest guest = wide.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import epochly

          @epochly.optimize
          def settle_rows(values, n):
              for i in range(len(values)):
                  x = 1.0
                  j = 0
                  while j < n:
                      x = x * 0.5 + 1.0
                      j += 1
                  values[i] = x

          values = [0.0] * 600
          settle_rows(values, 10)
          once = epochly.stats()["loops_on_several_cores"]
          first = values[:]
          def go_on(n):
              settle_rows(values, n)
          """);
      assertThat(guest.eval("once").asLong()).isEqualTo(1);
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(() -> guest.call("go_on", 1L << 60));
      TimeUnit.SECONDS.sleep(1);
      switchOff();
      endPlain(guest, running);
      assertThat(guest.eval("values == first").asBoolean()).isTrue();
      assertThat(
              guest.eval("epochly.stats()['functions']['settle_rows']['fallback_calls']").asLong())
          .isEqualTo(1);
      assertThat(GuestEndTest.inPieces()).isZero();
    }
  }

  @Test
  void callsThatDoNotEnterTheGuestEndTooAndEnterItFromThenOn() throws Exception {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import epochly

          @epochly.optimize
          def spin(n):
              i = 0
              while i < n:
                  i += 1
              return i
          """);
      LongUnaryOperator spin = guest.function("spin", LongUnaryOperator.class);
      assertThat(spin.applyAsLong(10)).isEqualTo(10);
      assertThat(spin.applyAsLong(11)).isEqualTo(11);
      CompletableFuture<Long> running =
          CompletableFuture.supplyAsync(() -> spin.applyAsLong(1L << 60));
      TimeUnit.SECONDS.sleep(1);
      switchOff();
      endPlain(guest, running);
      assertThat(spin.applyAsLong(12)).isEqualTo(12);
      assertThat(guest.eval("epochly.stats()['functions']['spin']['compiled_calls']").asLong())
          .isEqualTo(2);
      assertThat(guest.eval("epochly.stats()['functions']['spin']['fallback_calls']").asLong())
          .isEqualTo(2);
    }
  }

  @Test
  void workersEndAndNoneAreGiven() throws Exception {
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(1).build();
    try (Guest guest = host.openGuest(policy);
        WorkerPool pool =
            host.workers(GuestPolicy.closed(), 1, "def spin():\n  while True: pass")) {
      guest.eval(
          """
          import epochly
          def spin():
              while True:
                  pass
          executor = epochly.Executor(isolation="context")
          future = executor.submit(spin)
          """);
      CompletableFuture<Object> call = pool.call("spin");
      TimeUnit.SECONDS.sleep(2);
      Files.createFile(file);
      assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
          .hasMessageContaining("the operator's emergency switch is on");
      guest.eval(
          """
          def error(f):
              try:
                  return f()
              except Exception as e:
                  return f'{type(e).__name__}: {e}'
          """);
      String off = "there are no workers: the operator's emergency switch is on";
      assertThat(guest.eval("error(lambda: future.result(20))").asString())
          .isEqualTo("WorkerDied: " + off);
      assertThat(guest.eval("error(lambda: executor.submit(spin))").asString())
          .isEqualTo("RuntimeError: " + off);
      assertThat(guest.eval("error(lambda: epochly.Executor())").asString())
          .isEqualTo("RuntimeError: " + off);
      assertThatThrownBy(() -> pool.call("spin")).hasMessage(off);
    }
  }

  @Test
  void aVariableSwitchesOffFromTheStart() {
    try (EpochlyHost off = open(Map.of("EPOCHLY_EMERGENCY_DISABLE", "1"));
        Guest guest = off.openGuest(GuestPolicy.closed())) {
      assertThat(events)
          .contains("emergency_disabled guest=0 EPOCHLY_EMERGENCY_DISABLE")
          .contains("configuration_changed guest=0 emergency_file from code");
      guest.eval("import epochly; epochly.configure(enabled=True)");
      assertThat(guest.eval("epochly.get_config()['enabled']").asBoolean()).isFalse();
    }
  }

  @Test
  void theSoftSwitchIsUndoneByTheGuest() {
    try (EpochlyHost off = open(Map.of("EPOCHLY_DISABLE", "1"));
        Guest guest = off.openGuest(GuestPolicy.closed())) {
      guest.eval("import epochly; before = epochly.get_config()['enabled']");
      guest.eval("epochly.configure(enabled=True)");
      assertThat(guest.eval("before").asBoolean()).isFalse();
      assertThat(guest.eval("epochly.get_config()['enabled']").asBoolean()).isTrue();
    }
  }
}
