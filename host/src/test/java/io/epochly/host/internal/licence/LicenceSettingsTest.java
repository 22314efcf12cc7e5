package io.epochly.host.internal.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.AuditEvent.Kind;
import io.epochly.host.ConfigurationException;
import io.epochly.host.LicenceRequiredException;
import io.epochly.host.LicenceState;
import io.epochly.host.LicenceState.Invalid;
import io.epochly.host.LicenceState.Reason;
import io.epochly.host.internal.config.Resolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where licences come from, and what a host makes of them. */
class LicenceSettingsTest {
  private final Issued issued = Issued.forWorkers(4);
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private Instant now = Issued.BEGIN;

  @TempDir private Path folder;
  private Path keys;

  @BeforeEach
  void installTheKey() throws IOException {
    keys = Files.createDirectory(folder.resolve("keys"), mode("rwxr-xr-x"));
    write(keys.resolve("issuer.pem"), issued.key().verifier().pem(), "rw-r--r--");
    environment.put("EPOCHLY_LICENSE_PUBLIC_KEYS", keys.toString());
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static Path write(Path file, String text, String permissions) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private LicenceGate gate(LicenceSettings settings) {
    return new LicenceGate(
        settings, new Ticking(), (kind, subject) -> events.add(kind + " " + subject));
  }

  private LicenceSettings settings(Map<String, Object> code) {
    return LicenceSettings.of(new Resolver(environment, folder).resolve(code));
  }

  private LicenceSettings settings() {
    return settings(Map.of());
  }

  private LicenceSettings text(String token) {
    return settings(Map.of("license_key", token));
  }

  private LicenceSettings file(Path file) {
    return settings(Map.of("license_key_file", file));
  }

  private LicenceState state() {
    return gate(settings()).state();
  }

  private void isUnreadable(String... message) {
    assertThat(state())
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> {
              assertThat(invalid.reason()).isEqualTo(Reason.UNREADABLE);
              assertThat(invalid.message()).contains(message);
            });
  }

  /** The time that the test says it is. */
  private final class Ticking extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void withoutALicenceThereIsNoneAndNothingIsTold() {
    environment.put("EPOCHLY_LICENSE_KEY", "");
    LicenceGate gate = gate(settings());
    gate.admit();
    assertThat(gate.state()).isEqualTo(new LicenceState.None());
    assertThat(gate.workers()).isEmpty();
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void aLicenceComesFromTheEnvironmentFromAFileOrFromCode(String end) throws IOException {
    LicenceState valid = new LicenceState.Valid(issued.licence());
    Path file = write(folder.resolve("licence"), issued.token() + end, "rw-------");

    assertThat(gate(text(issued.token() + end)).state()).isEqualTo(valid);
    assertThat(gate(file(file)).state()).isEqualTo(valid);
    environment.put("EPOCHLY_LICENSE_KEY_FILE", file.toString());
    assertThat(state()).isEqualTo(valid);
    environment.put("EPOCHLY_LICENSE_KEY", issued.token() + end);
    assertThat(state()).isEqualTo(valid);
  }

  @Test
  void codeBeatsTheEnvironmentAndATextAFile() throws IOException {
    Path file = write(folder.resolve("licence"), issued.token(), "rw-------");
    environment.put("EPOCHLY_LICENSE_KEY", "nonsense");
    environment.put("EPOCHLY_LICENSE_KEY_FILE", file.toString());
    assertThat(state()).isInstanceOf(Invalid.class);
    assertThat(gate(file(file)).state()).isInstanceOf(LicenceState.Valid.class);
  }

  @Test
  void theEnvironmentBeatsASettingsFileAndWhatIsSetThereCountsElse() throws IOException {
    Path settings =
        write(folder.resolve("epochly.toml"), "license_key = 'nonsense'\n", "rw-------");
    assertThat(state()).isInstanceOf(Invalid.class);
    Path file = write(folder.resolve("licence"), issued.token(), "rw-------");
    environment.put("EPOCHLY_LICENSE_KEY_FILE", "licence");
    assertThat(state()).isInstanceOf(LicenceState.Valid.class);
    environment.clear();
    write(
        settings,
        "license_key_file = 'licence'\nlicense_public_keys = 'keys'\nlicense_required = true\n",
        "rw-------");
    assertThat(state()).isInstanceOf(LicenceState.Valid.class);
    Files.delete(file);
    assertThatThrownBy(gate(settings())::admit).isInstanceOf(LicenceRequiredException.class);
  }

  @Test
  void aFileWithMoreThanALicenceIsNone() throws IOException {
    Path file = write(folder.resolve("licence"), issued.token() + "\n\n", "rw-------");
    environment.put("EPOCHLY_LICENSE_KEY_FILE", file.toString());
    assertThat(state())
        .isInstanceOfSatisfying(
            Invalid.class, invalid -> assertThat(invalid.reason()).isEqualTo(Reason.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw--w----", "rw-----w-", "rw-rw-rw-"})
  void aFileThatOthersMayWriteIsNotRead(String permissions) throws IOException {
    Path file = write(folder.resolve("licence"), issued.token(), permissions);
    environment.put("EPOCHLY_LICENSE_KEY_FILE", file.toString());
    isUnreadable(file.toString(), "chmod go-w");
  }

  @Test
  void aFileThatIsNotThereOrIsNoneIsNamed() {
    environment.put("EPOCHLY_LICENSE_KEY_FILE", folder.resolve("nowhere").toString());
    isUnreadable("nowhere: there is no such file");
    environment.put("EPOCHLY_LICENSE_KEY_FILE", folder.toString());
    isUnreadable("is a folder");
  }

  @Test
  void keysThatOthersMayHavePutThereAreNotTrusted() throws IOException {
    environment.put("EPOCHLY_LICENSE_KEY", issued.token());
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxrwxrwx"));
    isUnreadable(keys.toString(), "chmod go-w");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
    write(keys.resolve("more.pem"), Issued.forWorkers(1).key().verifier().pem(), "rw-rw-r--");
    isUnreadable("more.pem", "chmod go-w");
  }

  @Test
  void whatIsNoPublicKeyIsNamed() throws IOException {
    environment.put("EPOCHLY_LICENSE_KEY", issued.token());
    Path bad = write(keys.resolve("bad.pem"), "nothing", "rw-r--r--");
    isUnreadable("bad.pem is no key");
    write(bad, issued.key().pem(), "rw-r--r--");
    isUnreadable("bad.pem holds a private key");
    write(bad, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "rw-r--r--");
    isUnreadable("bad.pem is damaged");
    environment.put("EPOCHLY_LICENSE_PUBLIC_KEYS", folder.resolve("none").toString());
    isUnreadable("none is no folder");
  }

  @Test
  void eachStateHasItsOwnEventAndNoneOfThemStopsAHostThatNeedsNoLicence() {
    String token = issued.token();
    String forged = token.substring(0, token.length() - 1) + (token.endsWith("A") ? "Q" : "A");
    for (String each : List.of(token, "nonsense", Issued.forWorkers(1).token(), forged)) {
      gate(text(each)).admit();
    }
    gate(file(folder.resolve("none"))).admit();
    now = Issued.BEGIN.minusSeconds(1);
    gate(text(issued.token())).admit();
    now = Issued.END;
    gate(text(issued.token())).admit();

    assertThat(events.stream().map(event -> Kind.valueOf(event.substring(0, event.indexOf(' ')))))
        .containsExactly(
            Kind.LICENCE_ACCEPTED,
            Kind.LICENCE_MALFORMED,
            Kind.LICENCE_OF_UNKNOWN_KEY,
            Kind.LICENCE_TAMPERED,
            Kind.LICENCE_UNREADABLE,
            Kind.LICENCE_NOT_YET_VALID,
            Kind.LICENCE_EXPIRED);
  }

  @Test
  void onlyAValidLicenceSetsALimit() {
    LicenceGate gate = gate(text(issued.token()));
    now = Issued.BEGIN.minusSeconds(1);
    assertThat(gate.workers()).isEmpty();
    now = Issued.BEGIN;
    assertThat(gate.workers()).hasValue(4);
    now = Issued.END;
    assertThat(gate.workers()).isEmpty();
  }

  @Test
  void aLicenceThatExpiresWhileAHostRunsIsToldOnceAndClosesOneThatNeedsIt() {
    environment.put("EPOCHLY_LICENSE_REQUIRED", "true");
    LicenceGate gate = gate(text(issued.token()));
    gate.admit();
    gate.admit();
    now = Issued.END;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(gate::admit)
          .isInstanceOf(LicenceRequiredException.class)
          .hasMessageContaining("needs a valid licence")
          .hasMessageContaining("has expired at 2031-01-01");
    }
    assertThat(events).hasSize(2);
  }

  @Test
  void whereOneIsRequiredNoneIsToldWithWhatToSet() {
    environment.put("EPOCHLY_LICENSE_REQUIRED", "1");
    assertThatThrownBy(gate(settings())::admit)
        .isInstanceOf(LicenceRequiredException.class)
        .hasMessageContaining("set EPOCHLY_LICENSE_KEY or EPOCHLY_LICENSE_KEY_FILE");
    assertThat(events).singleElement().asString().startsWith("LICENCE_MISSING");
    environment.put("EPOCHLY_LICENSE_REQUIRED", "perhaps");
    assertThatThrownBy(this::settings)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("the value of license_required, set in EPOCHLY_LICENSE_REQUIRED,");
  }

  @Test
  void aLicenceThatIsGivenForAFileIsNotRepeated() {
    for (String variable : List.of("EPOCHLY_LICENSE_KEY_FILE", "EPOCHLY_LICENSE_PUBLIC_KEYS")) {
      environment.put(variable, issued.token());
      assertThat(state())
          .isInstanceOfSatisfying(
              Invalid.class,
              invalid ->
                  assertThat(invalid.message())
                      .contains("…" + issued.token().substring(issued.token().length() - 4))
                      .doesNotContain(issued.token().split("\\.")[2]));
      environment.clear();
      environment.put("EPOCHLY_LICENSE_KEY", issued.token());
    }
    environment.put("EPOCHLY_LICENSE_KEY", "");
    environment.put("EPOCHLY_LICENSE_KEY_FILE", "x".repeat(300));
    assertThat(state())
        .isInstanceOfSatisfying(
            Invalid.class, invalid -> assertThat(invalid.message()).doesNotContain("x".repeat(5)));
  }

  @Test
  void nothingThatHoldsALicencePrintsIt() {
    LicenceSettings settings = text(issued.token());
    String payload = issued.token().split("\\.")[2];
    assertThat(settings.toString()).doesNotContain(payload);
    assertThat(gate(settings).toString()).doesNotContain(payload);
    assertThat(issued.licence().toString()).doesNotContain(payload);
  }
}
