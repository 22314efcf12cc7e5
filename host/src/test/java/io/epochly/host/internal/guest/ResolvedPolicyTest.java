package io.epochly.host.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.host.GuestPolicy;
import java.util.Map;
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
}
