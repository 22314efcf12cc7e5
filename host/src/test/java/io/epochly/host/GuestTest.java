package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests in this JVM. */
class GuestTest extends GuestContract {
  @Override
  GuestPolicy.Builder policy() {
    return GuestPolicy.builder();
  }

  @ParameterizedTest
  @EnumSource(names = {"CPU_TIME", "HEAP", "ADDRESS_SPACE"})
  void aLimitThatNothingHereCanHoldIsRefused(Limit limit) {
    GuestPolicy.Builder policy = policy().limit(limit, 1 << 30);
    assertThatThrownBy(policy::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(limit.name().toLowerCase(java.util.Locale.ROOT))
        .hasMessageContaining("Isolation.PROCESS");
  }

  @Test
  void aVirtualThreadThatOpensAGuestGetsOneWithAThreadOfItsOwn() throws Exception {
    GuestPolicy limited = policy().limit(Limit.WALL_TIME, 5_000).build();
    for (GuestPolicy policy : new GuestPolicy[] {limited, GuestPolicy.closed()}) {
      FutureTask<Long> onVirtual =
          new FutureTask<>(
              () -> {
                try (Guest guest = host().openGuest(policy)) {
                  return guest.eval("6 * 7").asLong();
                }
              });
      Thread.startVirtualThread(onVirtual);
      assertThat(onVirtual.get()).isEqualTo(42);
    }
  }

  @Test
  void aVirtualThreadCannotEnterAGuestThatHasNoThreadOfItsOwn() {
    try (Guest guest = open(policy())) {
      FutureTask<GuestValue> onVirtual = new FutureTask<>(() -> guest.eval("1"));
      Thread.startVirtualThread(onVirtual);
      assertThatThrownBy(onVirtual::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("virtual thread");
    }
  }

  @Test
  void aTimeLimitHoldsForACallFromAVirtualThread() {
    try (Guest guest = open(policy().limit(Limit.WALL_TIME, 2_000))) {
      FutureTask<GuestValue> onVirtual = new FutureTask<>(() -> guest.eval("while True: pass"));
      Thread.startVirtualThread(onVirtual);
      assertThatThrownBy(onVirtual::get).hasCauseInstanceOf(ResourceExhaustedException.class);
    }
  }
}
