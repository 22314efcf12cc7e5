package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Tells calls that compiled code answers from those that enter the guest. */
final class OutsideGuest {
  private OutsideGuest() {}

  /** A thread of this kind cannot enter these guests: what it is answered, no guest answered. */
  static <T> T outside(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task.get(1, TimeUnit.MINUTES);
  }

  static void assertEntered(Callable<?> call) {
    assertThatThrownBy(() -> outside(call)).hasMessageContaining("a virtual thread cannot enter");
  }
}
