package io.epochly.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestInfo;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The random programs find the bugs that they are for. */
class SeededBugsTest {
  private static final int ENOUGH = 2000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Engine ENGINE = Engine.create();
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  @AfterAll
  static void close() {
    WATCH.shutdownNow();
    ENGINE.close();
  }

  @Test
  void withoutABugNoneOfThemDiffers() {
    try (Context context = guest()) {
      GuestBindings.install(context, GuestInfo.of("test", "off"));

      assertThat(programsUntilFound(context, 300)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(SeededBug.class)
  void aBugIsFoundWithinTwoThousandPrograms(SeededBug bug) {
    try (Context context = guest()) {
      bug.install(context);
      int programs = programsUntilFound(context, ENOUGH);
      System.out.println(bug + " is found by program " + programs);

      assertThat(programs).isBetween(1, ENOUGH);
    }
  }

  @Test
  void aFailingProgramIsShrunkToOneThatStillFailsAndIsReadyToBeCommitted() {
    try (Context context = guest()) {
      SeededBug.JAVA_REMAINDER.install(context);
      int seed = programsUntilFound(context, ENOUGH);
      Value shrink = context.eval("python", "import differential; differential.shrunk_program");
      String original = context.eval("python", "differential.source").execute(seed).asString();
      String shrunk = shrink.execute(seed).asString();

      assertThat(shrunk.lines().count()).isLessThan(original.lines().count() / 2);
      assertThat(shrunk).contains("def f(", "def call", "%");
      Value difference = context.eval("python", "differential.difference");
      assertThat(difference.execute(shrunk, "<again>").isNull()).isFalse();
    }
  }

  private static Context guest() {
    return Context.newBuilder("python", GuestBindings.LANGUAGE)
        .engine(ENGINE)
        .allowIO(IOAccess.ALL)
        .build();
  }

  private static int programsUntilFound(Context context, int most) {
    context.eval(
        "python",
        "import sys; sys.path.insert(0, '%s'); import differential"
            .formatted(DifferentialTest.FOLDER));
    Value differs = context.eval("python", "differential.differs");
    for (int seed = 1; seed <= most; seed++) {
      ScheduledFuture<?> end =
          WATCH.schedule(() -> context.close(true), PATIENCE.toSeconds(), TimeUnit.SECONDS);
      try {
        if (differs.execute(seed).asBoolean()) {
          return seed;
        }
      } catch (PolyglotException e) {
        // What the runtime does not expect of a kernel ends the program; and some never end.
        return seed;
      } finally {
        end.cancel(false);
      }
    }
    return 0;
  }
}
