package io.epochly.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epochly.kernels.internal.threads.AllowedProcessors;
import io.epochly.kernels.internal.threads.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who helps keeps off the caller's processor while the caller works, and may go there when it
 * waits.
 */
@Timeout(60)
class CoresTest {
  private volatile boolean keptOff;
  private volatile boolean letGo;

  private static int processors(Placement placement) {
    try {
      int count = 0;
      for (String part : AllowedProcessors.of(placement.currentThread()).split(",")) {
        count += Long.bitCount(Long.parseLong(part, 16));
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoHelpsMayGoWhereTheCallerWaits() throws Exception {
    Placement placement = Placement.ofSystem().orElse(null);
    assumeTrue(placement != null, "nothing here tells where threads run");
    // The set that is shown may have processors that are off; the one asked for has none.
    placement.letGo(placement.currentThread());
    int all = processors(placement);
    assumeTrue(all > 1, "there is one processor");
    try (Cores cores = Cores.of(2)) {
      // The first helper finds out how threads are placed at all.
      CountDownLatch known = new CountDownLatch(1);
      cores.lend(_ -> known.countDown(), 1);
      known.await();
      Semaphore done = new Semaphore(0);
      cores.lend(
          _ -> {
            keptOff = waitFor(() -> processors(placement) == all - 1);
            done.release();
            letGo = waitFor(() -> processors(placement) == all);
            done.release();
          },
          1);
      done.acquire();
      assertThat(keptOff).isTrue();
      cores.await();
      done.acquire();
      assertThat(letGo).isTrue();
    }
  }

  /** Whether it came to that in time. */
  private static boolean waitFor(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      if (condition.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }
}
