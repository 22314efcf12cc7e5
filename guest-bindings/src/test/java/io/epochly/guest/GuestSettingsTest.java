package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a guest may set, and what an operator may do to it. */
class GuestSettingsTest {
  private static final String FUNCTION =
      """
      import epochly

      @epochly.optimize
      def compiled(a):
          return 'plain'
      """;

  private final Engine engine = Engine.create();
  private final HandWritten compiler = new HandWritten().with("compiled", (poll, o) -> 8L);

  @AfterEach
  void close() {
    engine.close(true);
  }

  private Guest open(boolean enabled, int maxLevel, GuestSettings settings) {
    return Guest.open(
        engine,
        "direct",
        compiler,
        new GuestInfo(
            "1", "off", false, enabled, maxLevel, maxLevel, 4, List.of(), "none", Cores.ONE, false,
            settings));
  }

  @Test
  void aFunctionIsCompiledFromTheCallOnThatTheThresholdNames() {
    try (Guest guest = open(true, 2, new GuestSettings(true, 3, "auto", Map.of()))) {
      guest.run(FUNCTION);
      assertThat(guest.text("[compiled(1) for i in range(4)]"))
          .isEqualTo("['plain', 'plain', 8, 8]");
      assertThat(guest.text("epochly.explain(compiled)")).contains("jit_threshold");
      guest.run("explicit = epochly.optimize(compiled.__wrapped__, level=2)");
      assertThat(guest.text("explicit(1)")).isEqualTo("8");
    }
  }

  @Test
  void aGuestThatAsksForMoreGetsWhatTheHostSet() {
    try (Guest guest = open(true, 2, new GuestSettings(true, 5, "auto", Map.of()))) {
      guest.run(
          """
          import epochly
          epochly.configure(enhancement_level=4, jit_threshold=1, max_workers=9)
          more = epochly.get_config()
          epochly.configure(level=1, jit_threshold=7, max_workers=2, parallel_backend='context')
          less = epochly.get_config()
          """);
      assertThat(guest.text("more"))
          .isEqualTo(
              "{'enabled': True, 'enhancement_level': 2, 'jit_threshold': 5, 'max_workers': 4,"
                  + " 'parallel_backend': 'auto'}");
      assertThat(guest.text("less"))
          .isEqualTo(
              "{'enabled': True, 'enhancement_level': 1, 'jit_threshold': 7, 'max_workers': 2,"
                  + " 'parallel_backend': 'context'}");
    }
  }

  @Test
  void ofWrongSettingsNoneIsSet() {
    try (Guest guest = open(true, 2, GuestSettings.usual())) {
      guest.run(
          """
          import epochly
          try:
              epochly.configure(level=1, max_workers=0)
          except ValueError:
              pass
          """);
      assertThat(guest.text("epochly.get_level()")).isEqualTo("2");
    }
  }

  @Test
  void aGuestMaySwitchOnWhatIsSoftlyOff() {
    try (Guest guest = open(false, 2, GuestSettings.usual())) {
      guest.run(FUNCTION);
      assertThat(guest.text("compiled(1)")).isEqualTo("plain");
      guest.run("epochly.configure(enabled=True)");
      assertThat(guest.text("compiled(1)")).isEqualTo("8");
    }
    try (Guest guest = open(false, 2, new GuestSettings(false, 1, "auto", Map.of()))) {
      guest.run(FUNCTION + "epochly.configure(enabled=True)");
      assertThat(guest.text("compiled(1)")).isEqualTo("plain");
    }
  }

  @Test
  void anEmergencyEndsKernelsThatRunAndLetsTheirCallsFinishPlain() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    compiler.with(
        "compiled",
        (poll, o) -> {
          running.countDown();
          while (true) {
            poll.poll();
          }
        });
    try (Guest guest = open(true, 2, GuestSettings.usual())) {
      guest.run(FUNCTION);
      CompletableFuture<Void> disabled =
          CompletableFuture.runAsync(
              () -> {
                try {
                  assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                guest.disableForGood();
              });
      assertThat(guest.text("compiled(1)")).isEqualTo("plain");
      disabled.get(30, TimeUnit.SECONDS);
      guest.run("epochly.configure(enabled=True); epochly.set_level(2)");
      assertThat(guest.text("compiled(1)")).isEqualTo("plain");
      assertThat(guest.text("epochly.get_status()['emergency_disabled']")).isEqualTo("True");
      assertThat(guest.text("epochly.get_config()['enabled']")).isEqualTo("False");
    }
  }

  @Test
  void theHostHearsOfChangesAndOfWhatCouldNotBeCompiled() {
    List<String> heard = new ArrayList<>();
    GuestListener listener =
        new GuestListener() {
          @Override
          public void levelChanged(int level) {
            heard.add("level " + level);
          }

          @Override
          public void settingChanged(String key) {
            heard.add("setting " + key);
          }

          @Override
          public void optimizationFailed(int line, int column) {
            heard.add("failed %d:%d".formatted(line, column));
          }

          @Override
          public void deviceLost(String id) {
            heard.add("lost " + id);
          }
        };
    try (Context context =
        Context.newBuilder("python", GuestBindings.LANGUAGE).engine(engine).build()) {
      GuestBindings.install(context, GuestInfo.of("1", "off"), listener);
      context.eval(
          "python",
          """
          import epochly
          epochly.set_level(2)
          epochly.set_level(2)
          epochly.configure(jit_threshold=1, enabled=True)
          @epochly.optimize
          def failing(a):
              return print(a)
          failing(1)
          failing(2)
          @epochly.optimize
          def generator(a):
              yield a
          """);
    }
    assertThat(heard)
        .containsExactly("level 2", "setting jit_threshold", "failed 7:11", "failed 10:0");
  }
}
