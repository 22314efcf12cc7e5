package io.epochly.host.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.GuestListener;
import io.epochly.host.GuestPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ResolvedPolicyTest {
  private static final Map<String, String> HOST =
      Map.of(
          "PATH", "/bin",
          "EPOCHLY_JIT_CACHE_DIR", "/var/cache/epochly",
          "EPOCHLY_LICENSE_KEY", "secret",
          "EPOCHLY_PROMETHEUS_TOKEN_FILE", "/etc/token",
          "EPOCHLY_LICENSE_KEY_FILE", "/run/secrets/licence");

  @Test
  void noPolicyShowsWhatIsTheHostsOwn() {
    GuestPolicy whole = GuestPolicy.builder().allowWholeEnvironment().build();
    GuestPolicy named =
        GuestPolicy.builder().allowEnvironment(HOST.keySet().toArray(String[]::new)).build();

    assertThat(ResolvedPolicy.environment(whole, HOST)).containsOnlyKeys("PATH");
    assertThat(ResolvedPolicy.environment(named, HOST)).containsOnlyKeys("PATH");
  }

  @Test
  void workersShareTheCoresOfTheirGuest() throws IOException {
    RuntimeSettings settings = new RuntimeSettings(true, true, 4, 1, "auto", 8, Map.of(), false);
    for (int workers : new int[] {1, 3, 20}) {
      ResolvedPolicy guest =
          ResolvedPolicy.of(
              GuestPolicy.builder().allowWorkers(workers).build(),
              settings,
              DeviceGrant.ofProcess(),
              OptionalInt.empty(),
              GuestListener.none());
      assertThat(guest.settings().cores()).isEqualTo(8);
      ResolvedPolicy worker = guest.forWorkers(InputStream.nullInputStream());
      assertThat(worker.settings().cores()).isEqualTo(Math.max(1, 8 / workers));
    }
  }
}
