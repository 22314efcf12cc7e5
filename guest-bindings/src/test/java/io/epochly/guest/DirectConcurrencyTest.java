package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a kernel that runs long means to other threads, and they to it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DirectConcurrencyTest {
  /** 100 ms are promised; a machine that is busy with other tests gets some more. */
  private static final Duration PROMPT = Duration.ofMillis(400);

  private static final GuestInfo WITH_THREADS =
      new GuestInfo("1", "off", true, true, 4, 4, 0, List.of(), Cores.ONE, false);

  private static Engine engine;

  private final CountDownLatch started = new CountDownLatch(1);
  private HandWritten compiler;

  @BeforeAll
  static void startEngine() {
    engine = Engine.create();
  }

  @AfterAll
  static void closeEngine() {
    engine.close(true);
  }

  @BeforeEach
  void writeKernels() {
    compiler =
        new HandWritten()
            .with("endless", Set.of(0), this::endless)
            .with("watch", (poll, o) -> watch(poll, (ArrayArg) o[0]));
  }

  private static final String FUNCTIONS =
      """
      import epochly

      @epochly.optimize
      def endless(a):
          return 'plain'

      @epochly.optimize
      def watch(a):
          return 'plain'
      """;

  /** Stores for ever; undoes its stores when it is stopped, as kernels do. */
  private Object endless(Poll poll, Object[] operands) {
    double[] values = (double[]) ((ArrayArg) operands[0]).base;
    double before = values[0];
    try {
      while (true) {
        values[0]++;
        poll.poll();
        started.countDown();
      }
    } catch (Throwable e) {
      values[0] = before;
      throw e;
    }
  }

  /** Reads an element for a while and tells whether anyone changed it. */
  private Object watch(Poll poll, ArrayArg a) {
    double[] values = (double[]) a.base;
    double first = values[0];
    started.countDown();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
    while (System.nanoTime() < end) {
      poll.poll();
      if (values[0] != first) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  void noOtherGuestThreadRunsWhileAKernelDoes() {
    try (Guest guest = Guest.open(engine, "direct", compiler, WITH_THREADS)) {
      guest.run(FUNCTIONS);
      guest.run(
          """
          import threading
          a = [0.0]
          go = True
          def mutate():
              while go:
                  a[0] += 1.0
          t = threading.Thread(target=mutate)
          t.start()
          while a[0] == 0.0:
              pass
          rs = [watch(a) for _ in range(3)]
          before = a[0]
          while a[0] == before:
              pass
          go = False
          t.join()
          """);
      assertThat(guest.text("rs")).isEqualTo("[False, False, False]");
    }
  }

  @Test
  void twoGuestThreadsMayCallTheSameFunction() {
    compiler.with("add", (poll, o) -> (Long) o[0] + 1);
    try (Guest guest = Guest.open(engine, "direct", compiler, WITH_THREADS)) {
      guest.run(
          """
          import epochly, threading

          @epochly.optimize
          def add(x):
              return 'plain'

          out = []
          def work():
              out.append(sum(add(i) for i in range(2000)))
          ts = [threading.Thread(target=work) for _ in range(4)]
          for t in ts: t.start()
          for t in ts: t.join()
          """);
      assertThat(guest.text("out")).isEqualTo("[2001000, 2001000, 2001000, 2001000]");
      assertThat(guest.text("epochly.stats()['functions']['add']['compiled_calls']"))
          .isEqualTo("8000");
    }
  }

  @Test
  void closingTheContextEndsAKernelPromptly() throws Exception {
    Guest guest = Guest.open(engine, "direct", compiler);
    guest.run(FUNCTIONS);
    CompletableFuture<Throwable> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                guest.run("endless([1.0])");
                return new AssertionError("it ended");
              } catch (PolyglotException e) {
                return e;
              }
            });
    started.await();
    long start = System.nanoTime();
    guest.close();
    Throwable error = ended.get();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
    assertThat(error)
        .isInstanceOfSatisfying(PolyglotException.class, e -> assertThat(e.isCancelled()).isTrue());
  }

  @Test
  void interruptingTheContextEndsAKernelWithItsArgumentsAsBefore() throws Exception {
    try (Guest guest = Guest.open(engine, "direct", compiler)) {
      guest.run(FUNCTIONS).run("a = [1.0]");
      CompletableFuture<Long> interrupted =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  started.await();
                  long start = System.nanoTime();
                  guest.bindings.interruptKernels();
                  guest.context.interrupt(Duration.ofSeconds(20));
                  return System.nanoTime() - start;
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      assertThatThrownBy(() -> guest.run("endless(a)"))
          .isInstanceOfSatisfying(
              PolyglotException.class, e -> assertThat(e.isInterrupted()).isTrue());
      assertThat(Duration.ofNanos(interrupted.get())).isLessThan(PROMPT);
      assertThat(guest.text("a")).isEqualTo("[1.0]");
    }
  }

  @Test
  void interruptingKernelsRunsThePlainFunctionOnArgumentsAsBefore() throws Exception {
    try (Guest guest = Guest.open(engine, "direct", compiler)) {
      guest.run(FUNCTIONS).run("a = [1.0]");
      CompletableFuture<Long> requested =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  started.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                guest.bindings.interruptKernels();
                return System.nanoTime();
              });
      guest.run("r = endless(a)");
      assertThat(Duration.ofNanos(System.nanoTime() - requested.get())).isLessThan(PROMPT);
      assertThat(guest.text("r, a")).isEqualTo("('plain', [1.0])");
      // Python may still have the interrupt to deliver, so the next kernel waits a moment.
      assertThat(guest.run("r = watch(a)").text("r")).isEqualTo("plain");
      Thread.sleep(300);
      assertThat(guest.run("r = watch(a)").text("r")).isEqualTo("False");
    }
  }

  @Test
  void threadsOfASecondContextOfAnEngineTakeTurns() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Guest guest = Guest.open(engine, "direct", compiler, WITH_THREADS)) {
        guest.run("go = True\nbegun = False");
        CompletableFuture<Void> other =
            CompletableFuture.runAsync(() -> guest.run("while not begun: pass\ngo = False"));
        guest.run("begun = True\nwhile go: pass");
        other.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void withoutDirectAccessAGuestWithThreadsRunsPlainFunctions() {
    try (Guest guest = Guest.open(engine, "interop", compiler, WITH_THREADS)) {
      guest.run(FUNCTIONS).run("r = watch([1.0])");
      assertThat(guest.text("r")).isEqualTo("plain");
      assertThat(guest.text("epochly.explain(watch)")).contains("may have threads");
    }
  }
}
