package io.epochly.host.internal.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.Licence;
import io.epochly.host.LicenceState;
import io.epochly.host.LicenceState.Invalid;
import io.epochly.host.LicenceState.Reason;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicencesTest {
  private final Issued issued = Issued.forWorkers(4);
  private final LicenceKeys trusted = LicenceKeys.of(issued.key().verifier());

  private LicenceState at(Instant time) {
    return Licences.verify(issued.token(), trusted, Issued.at(time));
  }

  private static Invalid invalid(LicenceState state) {
    assertThat(state).isInstanceOf(Invalid.class);
    return (Invalid) state;
  }

  @Test
  void aLicenceSaysWhatWasIssuedFromItsFirstMomentToItsLast() {
    assertThat(at(Issued.BEGIN)).isEqualTo(new LicenceState.Valid(issued.licence()));
    assertThat(at(Issued.END.minusNanos(1))).isEqualTo(new LicenceState.Valid(issued.licence()));
  }

  @Test
  void beforeAndAfterThatItHasItsOwnStates() {
    Invalid early = invalid(at(Issued.BEGIN.minusNanos(1)));
    assertThat(early.reason()).isEqualTo(Reason.NOT_YET_VALID);
    assertThat(early.message())
        .contains("Example Ltd", "from 2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z");
    Invalid late = invalid(at(Issued.END));
    assertThat(late.reason()).isEqualTo(Reason.EXPIRED);
    assertThat(late.message()).contains("Example Ltd", "expired at 2031-01-01T00:00:00Z");
  }

  @Test
  void oneOfAnotherIssuerNamesTheKeyThatIsMissing() {
    Issued other = Issued.forWorkers(1);
    Invalid unknown = invalid(Licences.verify(other.token(), trusted, Issued.at(Issued.BEGIN)));
    assertThat(unknown.reason()).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(unknown.message()).contains(other.licence().keyId(), "install the issuer's");
    assertThat(
            invalid(Licences.verify(other.token(), LicenceKeys.of(), Issued.at(Issued.BEGIN)))
                .message())
        .contains("no public key is trusted", "EPOCHLY_LICENSE_PUBLIC_KEYS");
  }

  @Test
  void bothKeysCountWhileOneReplacesTheOther() {
    Issued next = Issued.forWorkers(2);
    LicenceKeys both = LicenceKeys.of(issued.key().verifier(), next.key().verifier());
    for (Issued each : new Issued[] {issued, next}) {
      assertThat(Licences.verify(each.token(), both, Issued.at(Issued.BEGIN)))
          .isEqualTo(new LicenceState.Valid(each.licence()));
    }
  }

  @Test
  void anotherKeyCannotSignInTheNameOfAnInstalledOne() {
    Issued thief = Issued.forWorkers(1_000);
    String forged = thief.token().replace(thief.licence().keyId(), issued.licence().keyId());
    assertThat(invalid(issued.check(forged)).reason()).isEqualTo(Reason.TAMPERED);
  }

  @Test
  void whatTheKeySignedForAnythingElseIsNoLicence() {
    String head = issued.token().substring(0, issued.token().lastIndexOf('.'));
    byte[] elsewhere = issued.key().sign(head.getBytes(StandardCharsets.US_ASCII));
    String token = head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(elsewhere);
    assertThat(invalid(issued.check(token)).reason()).isEqualTo(Reason.TAMPERED);
  }

  @Test
  void anotherImplementationChecksTheSameSignature() throws Exception {
    String pem = issued.key().verifier().pem().replaceAll("-----[A-Z ]+-----|\\s", "");
    Signature jdk = Signature.getInstance("Ed25519");
    jdk.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
    int dot = issued.token().lastIndexOf('.');
    jdk.update(
        ("epochly-licence-v1\0" + issued.token().substring(0, dot))
            .getBytes(StandardCharsets.US_ASCII));
    assertThat(jdk.verify(Base64.getUrlDecoder().decode(issued.token().substring(dot + 1))))
        .isTrue();
  }

  @Test
  void anotherImplementationReadsTheSamePrivateKey() throws Exception {
    String pem = issued.key().pem().replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] content = Base64.getDecoder().decode(pem);
    // The first version of the format, the only one that all tools read.
    assertThat(content).hasSize(48);
    Signature jdk = Signature.getInstance("Ed25519");
    jdk.initSign(
        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(content)));
    byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
    jdk.update(message);
    assertThat(jdk.sign()).isEqualTo(issued.key().sign(message));
  }

  /** Whoever has the key can sign anything; what a parser might read in two ways is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"exp\":2000000000,\"exp\":2000000001,\"nbf\":0,\"sub\":\"A\"} | names a key twice",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\"}{} | no JSON",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\" } | not spelled",
        "{\"nbf\":0,\"exp\":2000000000,\"sub\":\"A\"} | not spelled",
        "{\"exp\":2000000000,\"gpu\":false,\"nbf\":0,\"sub\":\"A\"} | not spelled",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"\\u0041\"} | not spelled",
        "{\"exp\":2e9,\"nbf\":0,\"sub\":\"A\"} | 'exp' in it is to be a whole number",
        "{\"exp\":\"2000000000\",\"nbf\":0,\"sub\":\"A\"} | 'exp' in it is to be a whole number",
        "{\"exp\":99999999999999999999,\"nbf\":0,\"sub\":\"A\"} | 'exp' in it is to be a whole",
        "{\"exp\":9223372036854775807,\"nbf\":0,\"sub\":\"A\"} | too large",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\",\"workers\":4294967297} | too large",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\",\"workers\":0} | 1 worker or more",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\",\"workers\":null} | 'workers' in it is to be",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\",\"tier\":7} | 'tier' in it is to be a text",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\",\"cpu\":7} | does not know",
        "{\"exp\":2000000000,\"nbf\":0} | 'sub' in it is to be a text",
        "{\"exp\":2000000000,\"nbf\":2000000000,\"sub\":\"A\"} | must expire after it begins",
        "{\"exp\":2000000000,\"nbf\":-1,\"sub\":\"A\"} | from the year 1970",
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A\\nB\"} | printable",
        "[1] | no JSON object",
        "null | no JSON object",
        "x | no JSON",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ | no JSON",
      })
  void contentThatIsNotTheOneSpellingIsRefused(String payload, String message) {
    String token =
        LicenceToken.sign(payload.strip().getBytes(StandardCharsets.UTF_8), issued.key());
    Invalid state = invalid(issued.check(token));
    assertThat(state.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(state.message()).contains(message);
  }

  @Test
  void contentThatIsNoTextIsRefused() {
    byte[] broken =
        "{\"exp\":2000000000,\"nbf\":0,\"sub\":\"A?\"}".getBytes(StandardCharsets.UTF_8);
    broken[broken.length - 3] = (byte) 0xff;
    assertThat(invalid(issued.check(LicenceToken.sign(broken, issued.key()))).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void theLeastLicenceSetsNoLimits() {
    Licence least =
        new Licence(
            "Ä 株式会社",
            issued.key().verifier().id(),
            OptionalInt.empty(),
            false,
            Optional.empty(),
            Issued.BEGIN,
            Issued.END);
    assertThat(issued.check(Licences.issue(least, issued.key())))
        .isEqualTo(new LicenceState.Valid(least));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " A", "A\tB", "A\u202eB", "A\u0000", "\ud800"})
  void aSubjectThatATerminalWouldObeyIsRefused(String subject) {
    assertThatThrownBy(
            () ->
                new Licence(
                    subject,
                    issued.licence().keyId(),
                    OptionalInt.empty(),
                    false,
                    Optional.empty(),
                    Issued.BEGIN,
                    Issued.END))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subject");
  }

  @Test
  void anOversizedTextIsNotLookedAt() {
    String large = issued.token() + "A".repeat(LicenceToken.LONGEST);
    assertThat(invalid(issued.check(large)).message())
        .contains("at most 4096")
        .doesNotContain(issued.token());
  }

  @Test
  void aPublicKeyThatFitsEverySignatureIsNone() {
    byte[] neutral = new byte[32];
    neutral[0] = 1;
    assertThatThrownBy(() -> VerifyingKey.ofRaw(neutral))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
