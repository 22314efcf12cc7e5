package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left of guests that are closed, and guests that are open before they are asked for. */
class GuestEndTest {
  private static final int GUESTS = 6;
  private static final int COLLECTIONS = 50;

  private static EpochlyHost host;

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @Test
  void theClassesOfKernelsGoWithTheirGuest() throws Exception {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      assertThat(compiledCalls(guest)).isEqualTo(1);
      assertThat(kernelClasses()).isPositive();
    }
    for (int i = 1; i < GUESTS; i++) {
      try (Guest guest = host.openGuest(GuestPolicy.closed())) {
        compiledCalls(guest);
      }
    }
    long left = kernelClasses();
    for (int i = 0; i < COLLECTIONS && left > 0; i++) {
      System.gc();
      Thread.sleep(20);
      left = kernelClasses();
    }
    assertThat(left).isZero();
  }

  @Test
  void piecesOfAKernelOnOtherCoresEndWithTheirGuest() throws Exception {
    Duration most = Duration.ofSeconds(2);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    long start;
    try (EpochlyHost several = EpochlyHost.builder().cores(3).build();
        Guest guest = several.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import epochly

          @epochly.optimize
          def long(values, rounds):
              for i in range(len(values)):
                  x = values[i]
                  for k in range(rounds):
                      x = x * 0.5 + 1.0
                  values[i] = x
          """);
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  guest.eval("long([1.0] * 64, 1 << 29)");
                  ended.complete(new AssertionError("it ended"));
                } catch (RuntimeException e) {
                  ended.complete(e);
                }
              });
      while (inPieces() < 2) {
        assertThat(ended).isNotDone();
        Thread.sleep(5);
      }
      start = System.nanoTime();
    }
    assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(GuestFailure.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(most);
    assertThat(inPieces()).isZero();
  }

  /** How many of the threads that the host lends are in a kernel. */
  static long inPieces() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith("epochly-core-"))
        .filter(
            entry ->
                Stream.of(entry.getValue())
                    .anyMatch(frame -> frame.getClassName().contains(".CompiledCode")))
        .count();
  }

  private static long compiledCalls(Guest guest) {
    guest.eval(
        """
        import epochly

        @epochly.optimize
        def total(values):
            s = 0.0
            for v in values:
                s += v * 2.0
            for i in range(len(values)):
                values[i] = s
            return s
        """);
    guest.eval("total([1.0, 2.0])");
    return guest.eval("int(epochly.explain(total).compiled)").asLong();
  }

  private static long kernelClasses() throws JMException {
    Object tree =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmClassHierarchy",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return tree.toString().lines().filter(line -> line.contains(".CompiledCode/0x")).count();
  }

  @Test
  void theStreamsOfAPolicyStayOpenWhateverNumbersTheGuestGaveThem() {
    List<String> closed = new ArrayList<>();
    InputStream in =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public void close() {
            closed.add("in");
          }
        };
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.add("out");
          }
        };
    GuestPolicy policy = GuestPolicy.builder().stdin(in).stdout(out).stderr(out).build();
    try (Guest guest = host.openGuest(policy)) {
      guest.eval("import os; os.write(os.dup(1), b'x'); os.dup2(0, 9); os.dup(2); os.close(2)");
      assertThat(out).hasToString("x");
    }
    assertThat(closed).isEmpty();
  }

  @Test
  void aPoolGivesEachGuestOnce() throws Exception {
    try (GuestPool pool = host.pool(GuestPolicy.closed(), 1)) {
      try (Guest first = pool.take();
          Guest second = pool.take()) {
        first.eval("x = 1");
        assertThatThrownBy(() -> second.eval("x"))
            .isInstanceOfSatisfying(
                GuestException.class, e -> assertThat(e.getMessage()).contains("x"));
      }
    }
  }

  @Test
  void aPoolThatIsClosedGivesNoGuestAndLeavesThoseThatWereTaken() throws Exception {
    GuestPool pool = host.pool(GuestPolicy.closed(), 1);
    try (Guest taken = pool.take()) {
      pool.close();
      assertThat(taken.eval("1 + 1").asLong()).isEqualTo(2);
      assertThatThrownBy(pool::take)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }
}
