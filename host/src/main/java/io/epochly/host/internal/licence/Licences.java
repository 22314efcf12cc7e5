package io.epochly.host.internal.licence;

import io.epochly.host.Licence;
import io.epochly.host.LicenceState;
import io.epochly.host.LicenceState.Invalid;
import io.epochly.host.LicenceState.Reason;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.io.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Issues licences and checks them. */
public final class Licences {
  private Licences() {}

  /** What a signature says of a token, at whatever time. */
  sealed interface Checked {
    /** It is what the issuer signed. */
    record Genuine(Licence licence) implements Checked {}

    /** It is not. */
    record Refused(Invalid state) implements Checked {}
  }

  /** Signs a licence, whose key id must be that of the key. */
  public static String issue(Licence licence, SigningKey key) {
    if (!licence.keyId().equals(key.verifier().id())) {
      throw new IllegalArgumentException("the licence names another key than this one");
    }
    return LicenceToken.sign(Payload.encode(licence), key);
  }

  /** Checks a token, by its signature and the time; whatever it is, the answer is a state. */
  public static LicenceState verify(String token, LicenceKeys trusted, Clock clock) {
    return switch (check(token, trusted)) {
      case Checked.Genuine(Licence licence) -> at(licence, clock.instant());
      case Checked.Refused(Invalid state) -> state;
    };
  }

  static Checked check(String token, LicenceKeys trusted) {
    LicenceToken parsed;
    try {
      parsed = LicenceToken.parse(token);
    } catch (MalformedLicenceException e) {
      return malformed(token, e);
    }
    Optional<VerifyingKey> key = trusted.find(parsed.keyId());
    if (key.isEmpty()) {
      return refused(
          Reason.UNKNOWN_KEY,
          "the licence %s is signed with the key %s, %s"
              .formatted(
                  Secret.ending(token),
                  parsed.keyId(),
                  trusted.isEmpty()
                      ? "and no public key is trusted: name the folder of the issuer's in %s"
                          .formatted(Setting.LICENSE_PUBLIC_KEYS.variable())
                      : "which is not one of those that are trusted: install the issuer's public"
                          + " key, or ask for a new licence"));
    }
    if (!parsed.isSignedWith(key.get())) {
      return refused(
          Reason.TAMPERED,
          "the licence %s is not as it was signed: something in it was changed; copy all of it again"
              .formatted(Secret.ending(token)));
    }
    try {
      return new Checked.Genuine(Payload.decode(parsed.keyId(), parsed.payload()));
    } catch (MalformedLicenceException e) {
      return malformed(token, e);
    }
  }

  /** How a genuine licence stands at a moment. */
  static LicenceState at(Licence licence, Instant now) {
    if (now.isBefore(licence.notBefore())) {
      return new Invalid(
          Reason.NOT_YET_VALID,
          "the licence of %s holds from %s on, and this system's clock says %s: wait, or set the"
                  .formatted(licence.subject(), licence.notBefore(), seconds(now))
              + " clock right");
    }
    if (!now.isBefore(licence.expires())) {
      return new Invalid(
          Reason.EXPIRED,
          "the licence of %s has expired at %s, and this system's clock says %s: ask for a new one"
              .formatted(licence.subject(), licence.expires(), seconds(now)));
    }
    return new LicenceState.Valid(licence);
  }

  /**
   * What a token says, of which nothing is proven.
   *
   * @throws MalformedLicenceException if it is none
   */
  public static Licence inspect(String token) throws MalformedLicenceException {
    LicenceToken parsed = LicenceToken.parse(token);
    return Payload.decode(parsed.keyId(), parsed.payload());
  }

  private static Instant seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond());
  }

  private static Checked malformed(String token, MalformedLicenceException cause) {
    return refused(
        Reason.MALFORMED,
        "the licence %s is none: %s".formatted(Secret.ending(token), cause.getMessage()));
  }

  private static Checked refused(Reason reason, String message) {
    return new Checked.Refused(new Invalid(reason, message));
  }
}
