package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;

/** The compiler is made warm once, where that is asked for and a guest may need it. */
class CompilerWarmUpTest {
  private static Optional<Thread> thread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("epochly-warm-up"))
        .findAny();
  }

  private static void importInGuest(GuestInfo info) {
    try (Context context = Context.newBuilder("python", GuestBindings.LANGUAGE).build()) {
      GuestBindings.install(context, info);
      context.eval("python", "import epochly");
    }
  }

  @Test
  void itBeginsWithAnImportWhereItIsAskedForAndEnds() throws InterruptedException {
    GuestInfo info = GuestInfo.of("1", "on");
    importInGuest(info);
    assertThat(thread()).isEmpty();
    System.setProperty(CompilerWarmUp.PROPERTY, "true");
    try {
      importInGuest(
          new GuestInfo("1", "on", false, false, 4, 4, 0, List.of(), info.cores(), false));
      assertThat(thread()).isEmpty();
      importInGuest(info);
      Thread begun = thread().orElseThrow();
      begun.join();
      importInGuest(info);
      assertThat(thread()).isEmpty();
    } finally {
      System.clearProperty(CompilerWarmUp.PROPERTY);
    }
  }
}
