package io.epochly.kernels.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlacementTest {
  private static Placement placement() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "threads are placed on Linux only");
    assumeTrue(
        Placement.class.getModule().isNativeAccessEnabled(), "the JVM forbids native access");
    return Placement.ofSystem().orElseThrow();
  }

  @Test
  void theNumberOfAThreadIsTheSystemsOwn() {
    Placement placement = placement();
    assertThat(Path.of("/proc/self/task/" + placement.currentThread())).exists();
    assertThat(placement.currentProcessor()).isNotNegative();
  }

  @Test
  void aThreadIsKeptOffOneProcessorThenOffAnotherAndThenLetGo() throws Exception {
    Placement placement = placement();
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "there is one processor");
    AtomicInteger number = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread helper =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  number.set(placement.currentThread());
                  started.countDown();
                  try {
                    done.await();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    started.await();
    int here = placement.currentProcessor();
    // The set that is shown may have processors that are off; the one asked for has none.
    placement.letGo(number.get());
    String before = AllowedProcessors.of(number.get());
    placement.keepOff(number.get(), here);
    assertThat(processors(AllowedProcessors.of(number.get())))
        .isEqualTo(processors(before) & ~(1L << here));
    int other = Long.numberOfTrailingZeros(processors(before) & ~(1L << here));
    placement.keepOff(number.get(), other);
    assertThat(processors(AllowedProcessors.of(number.get())))
        .isEqualTo(processors(before) & ~(1L << other));
    placement.letGo(number.get());
    assertThat(AllowedProcessors.of(number.get())).isEqualTo(before);
    done.countDown();
    helper.join();
    placement.keepOff(number.get(), here);
  }

  /** The first 32 processors of a set. */
  private static long processors(String set) {
    String last = set.substring(set.lastIndexOf(',') + 1);
    return Long.parseLong(last, 16);
  }
}
