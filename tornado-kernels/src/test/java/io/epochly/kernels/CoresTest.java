package io.epochly.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epochly.kernels.internal.threads.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
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

  /** On how many processors the calling thread may run. */
  private static int processors() {
    try {
      String set =
          Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
              .filter(line -> line.startsWith("Cpus_allowed:"))
              .findFirst()
              .orElseThrow()
              .substring("Cpus_allowed:".length())
              .strip();
      int count = 0;
      for (String part : set.split(",")) {
        count += Long.bitCount(Long.parseLong(part, 16));
      }
      return count;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoHelpsMayGoWhereTheCallerWaits() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "threads are placed on Linux only");
    assumeTrue(Cores.class.getModule().isNativeAccessEnabled(), "the JVM forbids native access");
    Placement placement = Placement.ofSystem().orElse(null);
    assumeTrue(placement != null, "the C library does not tell where threads run");
    // The set that is shown may have processors that are off; the one asked for has none.
    placement.letGo(placement.currentThread());
    int all = processors();
    assumeTrue(all > 1, "there is one processor");
    try (Cores cores = Cores.of(2)) {
      // The first helper finds out how threads are placed at all.
      CountDownLatch known = new CountDownLatch(1);
      cores.lend(_ -> known.countDown(), 1);
      known.await();
      Semaphore done = new Semaphore(0);
      cores.lend(
          _ -> {
            keptOff = waitFor(count -> count == all - 1);
            done.release();
            letGo = waitFor(count -> count == all);
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
  private static boolean waitFor(IntPredicate processors) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      if (processors.test(processors())) {
        return true;
      }
    }
    return false;
  }
}
