package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settings do to the guests of a host. */
class ConfigurationTest {
  private static final String PLANTED = "epk_planted_0123456789_WXYZ";

  @TempDir private Path folder;
  private final List<String> events = new CopyOnWriteArrayList<>();

  private Configuration.Builder configuration() {
    return Configuration.builder().environment(Map.of()).folder(folder);
  }

  private EpochlyHost host(Configuration configuration) {
    return EpochlyHost.builder()
        .configuration(configuration)
        .audit(event -> events.add(event.toString()))
        .build();
  }

  @Test
  void aGuestChangesItsOwnSettingsDownwardsAndIsRefusedTheHosts() {
    try (EpochlyHost host = host(configuration().level(2).maxWorkers(1).build());
        Guest guest = host.openGuest(GuestPolicy.builder().allowWorkers(4).build())) {
      guest.eval("import epochly; epochly.configure(enhancement_level=4, max_workers=4)");
      assertThat(guest.eval("epochly.get_config()").toString())
          .isEqualTo(
              "{'enabled': True, 'enhancement_level': 2, 'jit_threshold': 1, 'max_workers': 1,"
                  + " 'parallel_backend': 'auto'}");
      guest.eval("epochly.set_level(1)");
      for (String key :
          List.of("log_file", "license_key", "emergency_file", "emergency_disable", "telemetry")) {
        assertThatThrownBy(() -> guest.eval("epochly.configure(%s='x')".formatted(key)))
            .hasMessageStartingWith("PermissionError: " + key + " belongs to the host");
      }
      assertThatThrownBy(() -> guest.eval("epochly.configure(log_fil='x')"))
          .hasMessageContaining("did you mean 'log_file'?");
      assertThatThrownBy(() -> guest.eval("epochly.Executor(max_workers=2, isolation='context')"))
          .hasMessageContaining("grants 1 workers, not 2");
    }
    assertThat(events)
        .contains(
            "configuration_changed guest=0 enhancement_level from code",
            "configuration_changed guest=1 max_workers",
            "level_changed guest=1 to 1");
  }

  @Test
  void kernelsUseAsManyCoresAsWorkersMayBeAndAreNotReserved() {
    int processors = Runtime.getRuntime().availableProcessors();
    long all = runsOnSeveralCores(configuration());
    assertThat(all > 0).isEqualTo(processors > 1);
    assertThat(runsOnSeveralCores(configuration().maxWorkers(1))).isZero();
    assertThat(runsOnSeveralCores(configuration().maxWorkers(processors))).isEqualTo(all);
    assertThat(runsOnSeveralCores(configuration().reserveCores(processors - 1))).isZero();
  }

  private long runsOnSeveralCores(Configuration.Builder configuration) {
    try (EpochlyHost host = host(configuration.build());
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import epochly

          @epochly.optimize
          def doubled(values):
              for i in range(len(values)):
                  values[i] = values[i] * 2.0

          for _ in range(3):
              doubled([1.0] * 1000)
          runs = epochly.stats()["loops_on_several_cores"]
          """);
      return guest.eval("runs").asLong();
    }
  }

  @Test
  void theBackendIsTheStrengthOfWorkersForWhichNoneIsNamed() {
    try (EpochlyHost host = host(configuration().set("parallel_backend", "context").build());
        Guest guest = host.openGuest(GuestPolicy.builder().allowWorkers(1).build())) {
      guest.eval("import epochly; executor = epochly.Executor()");
      assertThat(guest.eval("executor.submit(abs, -1).result()").asLong()).isEqualTo(1);
      // The worker is there, and in this process.
      assertThat(ProcessHandle.current().descendants()).isEmpty();
      guest.eval("epochly.configure(parallel_backend='process')");
      assertThat(guest.eval("epochly.get_config()['parallel_backend']").asString())
          .isEqualTo("process");
    }
  }

  @Test
  void aGuestSharesAsMuchMemoryWithItsWorkersAsTheHostSays() {
    Configuration configuration = configuration().set("shared_memory_size", "3m").build();
    try (EpochlyHost host = host(configuration);
        Guest guest =
            host.openGuest(
                GuestPolicy.builder()
                    .allowWorkers(1)
                    .limit(Limit.SHARED_MEMORY, 1 << 30)
                    .build())) {
      guest.eval(
          """
          import epochly
          from array import array
          with epochly.Executor(1, isolation='context') as executor:
              total = executor.submit(sum, array('d', [1.0]) * 100_000).result()
              memory = executor.shared_memory()
          """);
      assertThat(guest.eval("total").asDouble()).isEqualTo(100_000);
      assertThat(guest.eval("memory['size'], memory['arrays']").toString())
          .isEqualTo("(%d, 1)".formatted(3 << 20));
    }
  }

  @Test
  void offlineModeRefusesGuestsThatMayUseTheNetwork() {
    try (EpochlyHost host = host(configuration().set("offline_mode", true).build())) {
      GuestPolicy open = GuestPolicy.builder().allowNetwork().build();
      assertThatThrownBy(() -> host.openGuest(open))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage("offline_mode, set in code, refuses guests whose policy opens the network");
      assertThat(events).anyMatch(event -> event.startsWith("guest_refused guest=1 offline_mode"));
      host.openGuest(GuestPolicy.closed()).close();
    }
  }

  @Test
  void noSecretIsInTheTextOfASetting() {
    Configuration configuration = configuration().set("license_key", PLANTED).build();
    assertThat(configuration.toString()).contains("…WXYZ").doesNotContain("planted");
    try (EpochlyHost host = host(configuration);
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval("import epochly");
      assertThat(guest.eval("[epochly.get_status(), epochly.get_config()]").toString())
          .doesNotContain("planted");
    }
    assertThat(events).isNotEmpty().noneMatch(event -> event.contains("planted"));
  }

  @Test
  void whatCouldNotBeCompiledIsAnEventWithItsLineAndNothingOfTheGuest() {
    try (EpochlyHost host = host(configuration().build());
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import epochly
          @epochly.optimize
          def secret_name(secret_argument):
              return print(secret_argument)
          secret_name("secret value")
          for n in range(3000):
              epochly.set_level(n % 2)
          """);
    }
    assertThat(events)
        .contains("optimization_failed guest=1 line 4, column 11")
        .contains("limit_reached guest=1 audit_events 1000")
        .noneMatch(event -> event.contains("secret"))
        .hasSizeLessThan(1010);
  }
}
