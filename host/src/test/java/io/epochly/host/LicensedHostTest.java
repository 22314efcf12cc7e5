package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.internal.licence.LicenceFiles;
import io.epochly.host.internal.licence.LicenceKeys;
import io.epochly.host.internal.licence.Licences;
import io.epochly.host.internal.licence.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts with and without a licence. */
class LicensedHostTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** Tells how many of its kind run at the same time. */
  private static final String PROGRAM =
      """
      import time
      def pause():
          begin = time.time()
          time.sleep(0.5)
          return [begin, time.time()]
      """;

  private final List<AuditEvent> events = new ArrayList<>();

  @TempDir private Path folder;
  private LicenceKeys.Pair keys;

  @BeforeEach
  void makeKeys() throws IOException {
    keys = LicenceKeys.generate(folder.resolve("keys"));
  }

  private EpochlyHost.Builder licensed(int workers, Instant expires) throws IOException {
    SigningKey key = SigningKey.read(keys.privateKey());
    Licence licence =
        new Licence(
            "Example Ltd",
            key.verifier().id(),
            OptionalInt.of(workers),
            false,
            Optional.empty(),
            NOW.minus(2, ChronoUnit.DAYS),
            expires);
    Path file = folder.resolve("licence-" + workers);
    LicenceFiles.write(file, Licences.issue(licence, key));
    return EpochlyHost.builder()
        .audit(events::add)
        .licensePublicKeys(folder.resolve("keys"))
        .licenseKeyFile(file);
  }

  private List<AuditEvent> withoutSettings() {
    return events.stream()
        .filter(event -> event.kind() != AuditEvent.Kind.CONFIGURATION_CHANGED)
        .toList();
  }

  private EpochlyHost.Builder valid(int workers) throws IOException {
    return licensed(workers, NOW.plus(1, ChronoUnit.DAYS));
  }

  /** The most calls that ran at the same time. */
  private static long atOnce(List<CompletableFuture<Object>> calls) {
    List<List<?>> times = new ArrayList<>();
    calls.forEach(call -> times.add((List<?>) call.join()));
    return times.stream()
        .mapToLong(
            one ->
                times.stream()
                    .filter(
                        other ->
                            (double) other.get(0) <= (double) one.get(0)
                                && (double) one.get(0) < (double) other.get(1))
                    .count())
        .max()
        .orElseThrow();
  }

  private static List<CompletableFuture<Object>> pauses(WorkerPool pool, int count) {
    List<CompletableFuture<Object>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(pool.call("pause"));
    }
    return calls;
  }

  @Test
  void aValidLicenceWithoutDevicesKeepsKernelsOnTheCores() throws Exception {
    try (EpochlyHost host = valid(2).build();
        Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      guest.eval(
          """
          import epochly

          @epochly.optimize(level=4)
          def double(x):
              for i in range(len(x)):
                  x[i] = x[i] * 2.0

          x = [1.5] * 100
          double(x)
          """);
      assertThat(guest.eval("x == [3.0] * 100").asBoolean()).isTrue();
      assertThat(guest.eval("len(epochly.get_status()['devices'])").asLong()).isZero();
      assertThat(guest.eval("str(epochly.explain(double))").asString())
          .contains("the host's licence is for no devices");
    }
  }

  @Test
  void aValidLicenceLimitsTheWorkersOfAllPoolsTogether() throws Exception {
    try (EpochlyHost host = valid(2).requireLicense().build()) {
      assertThat(host.licence()).isInstanceOf(LicenceState.Valid.class);
      assertThat(withoutSettings())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.kind()).isEqualTo(AuditEvent.Kind.LICENCE_ACCEPTED);
                assertThat(event.guest()).isZero();
                assertThat(event.subject()).startsWith("Example Ltd, until ");
              });
      CompletableFuture<Object> waits;
      try (WorkerPool second = host.workers(GuestPolicy.closed(), 2, PROGRAM)) {
        try (WorkerPool first = host.workers(GuestPolicy.closed(), 4, PROGRAM)) {
          assertThat(atOnce(pauses(first, 6))).isEqualTo(2);
          waits = second.call("pause");
        }
        assertThat((List<?>) waits.get(1, TimeUnit.MINUTES)).hasSize(2);
      }
    }
  }

  @Test
  void aPoolThatGetsNoWorkerFailsItsCallsWithTheReason() throws Exception {
    try (EpochlyHost host = valid(1).build();
        WorkerPool first = host.workers(GuestPolicy.closed(), 1, PROGRAM);
        WorkerPool second = host.workers(GuestPolicy.closed(), 1, PROGRAM)) {
      first.call("pause").join();
      assertThatThrownBy(second.call("pause")::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("all workers that the licence allows (1) are in use");
    }
  }

  @Test
  void oneThatHasExpiredIsToldAndLimitsNothing() throws Exception {
    try (EpochlyHost host = licensed(1, NOW.minus(1, ChronoUnit.DAYS)).build();
        WorkerPool pool = host.workers(GuestPolicy.closed(), 3, PROGRAM)) {
      assertThat(host.licence())
          .isInstanceOfSatisfying(
              LicenceState.Invalid.class,
              invalid -> assertThat(invalid.reason()).isEqualTo(LicenceState.Reason.EXPIRED));
      assertThat(withoutSettings())
          .singleElement()
          .extracting(AuditEvent::kind)
          .isEqualTo(AuditEvent.Kind.LICENCE_EXPIRED);
      // Opened at different times, they overlap once all are there.
      pauses(pool, 3).forEach(CompletableFuture::join);
      assertThat(atOnce(pauses(pool, 3))).isEqualTo(3);
    }
  }

  @Test
  void aHostThatNeedsOneIsNotMadeWithout() throws Exception {
    assertThatThrownBy(() -> EpochlyHost.builder().requireLicense().build())
        .isInstanceOf(LicenceRequiredException.class)
        .hasMessageContaining("EPOCHLY_LICENSE_KEY");
    EpochlyHost.Builder expired = licensed(1, NOW.minus(1, ChronoUnit.DAYS)).requireLicense();
    assertThatThrownBy(expired::build)
        .isInstanceOf(LicenceRequiredException.class)
        .hasMessageContaining("has expired");
  }

  @Test
  void withoutAnyEverythingRuns() {
    try (EpochlyHost host = EpochlyHost.builder().audit(events::add).build();
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      assertThat(host.licence()).isEqualTo(new LicenceState.None());
      assertThat(guest.eval("6 * 7").asLong()).isEqualTo(42);
      assertThat(events).extracting(AuditEvent::kind).containsExactly(AuditEvent.Kind.GUEST_OPENED);
    }
  }
}
