package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** By a limit, in the middle of a loop. */
  @Override
  void kill(GuestPolicy.Builder policy) {
    try (Guest guest = open(policy.limit(Limit.WALL_TIME, 100))) {
      assertThatThrownBy(() -> guest.eval("while True: pass"))
          .isInstanceOf(ResourceExhaustedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CPU_TIME", "HEAP", "ADDRESS_SPACE"})
  void aLimitThatNothingHereCanHoldIsRefused(Limit limit) {
    GuestPolicy.Builder policy = policy().limit(limit, 1 << 30);
    assertThatThrownBy(policy::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(limit.name().toLowerCase(Locale.ROOT))
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

  @Test
  void eachOpeningOfADoorIsAnAuditEventBeforeTheGuestRuns() {
    List<String> events = new ArrayList<>();
    try (EpochlyHost audited =
        EpochlyHost.builder().audit(event -> events.add(event.toString())).build()) {
      audited.openGuest(GuestPolicy.closed()).close();
      assertThat(events).containsExactly("guest_opened guest=1 context");
      events.clear();
      GuestPolicy open =
          policy()
              .allowRead(Path.of("/data"))
              .allowWrite(Path.of("/out"))
              .allowEnvironment("LANG")
              .allowNetwork()
              .allowThreads()
              .allowFunction(HostFunction.of("now", List.of(), Long.class, a -> 1L))
              .limit(Limit.WALL_TIME, 1_000)
              .build();
      try (Guest guest = audited.openGuest(open)) {
        assertThat(events)
            .containsExactly(
                "door_opened guest=2 read /data",
                "door_opened guest=2 write /out",
                "door_opened guest=2 environment LANG",
                "door_opened guest=2 network",
                "door_opened guest=2 threads",
                "door_opened guest=2 function now",
                "guest_opened guest=2 context");
        assertThatThrownBy(() -> guest.eval("while True: pass"))
            .isInstanceOf(ResourceExhaustedException.class);
      }
      assertThat(events).last().isEqualTo("limit_reached guest=2 wall_time 1000");
    }
  }

  @Test
  void workersAndFunctionsOpenNoOtherDoor() {
    HostFunction function = HostFunction.of("now", List.of(), Long.class, a -> 1L);
    try (Guest guest = open(policy().allowWorkers(1).allowFunction(function))) {
      guest.eval(
          """
          def attempt(f):
              try:
                  f()
              except Exception as e:
                  return type(e).__name__
          import os, threading
          """);
      assertThat(guest.eval("attempt(lambda: threading.Thread(target=print).start())"))
          .hasToString("RuntimeError");
      assertThat(guest.eval("attempt(lambda: os.system('true'))")).hasToString("PermissionError");
      assertThat(guest.eval("attempt(lambda: __import__('socket').socket())"))
          .hasToString("PermissionError");
    }
  }
}
