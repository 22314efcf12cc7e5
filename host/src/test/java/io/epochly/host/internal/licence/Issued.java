package io.epochly.host.internal.licence;

import io.epochly.host.Licence;
import io.epochly.host.LicenceState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;

/** A licence of the year 2030, and who issued it. */
record Issued(SigningKey key, Licence licence, String token) {
  static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");
  static final Instant END = Instant.parse("2031-01-01T00:00:00Z");

  static Issued forWorkers(int workers) {
    SigningKey key = SigningKey.generate();
    Licence licence =
        new Licence(
            "Example Ltd",
            key.verifier().id(),
            OptionalInt.of(workers),
            true,
            Optional.of("gold"),
            BEGIN,
            END);
    return new Issued(key, licence, Licences.issue(licence, key));
  }

  static Clock at(Instant time) {
    return Clock.fixed(time, ZoneOffset.UTC);
  }

  /** How a text stands within the licence's time, for a host that trusts its issuer. */
  LicenceState check(String text) {
    return Licences.verify(text, LicenceKeys.of(key.verifier()), at(BEGIN));
  }
}
