package io.epochly.host.internal.doctor;

import io.epochly.host.Licence;
import io.epochly.host.LicenceState;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.licence.LicenceGate;
import io.epochly.host.internal.licence.LicenceSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** The licence, checked as a host does. */
final class LicenceCheck implements Check {
  private static final Duration SOON = Duration.ofDays(14);

  private final Settings settings;
  private final Clock clock;

  LicenceCheck(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "licence";
  }

  @Override
  public Finding look() {
    LicenceGate gate = new LicenceGate(LicenceSettings.of(settings), clock, (kind, subject) -> {});
    boolean required = settings.licenseRequired();
    return switch (gate.state()) {
      case LicenceState.None() ->
          required
              ? new Finding.Fail(
                  "none, and license_required asks for one",
                  "",
                  "set EPOCHLY_LICENSE_KEY or EPOCHLY_LICENSE_KEY_FILE")
              : new Finding.Ok("none, and none is needed");
      case LicenceState.Valid(Licence licence) -> valid(licence);
      case LicenceState.Invalid(LicenceState.Reason reason, String message) -> {
        String found =
            "it does not count: " + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        yield required
            ? new Finding.Fail(found, message, "no guest is opened without a valid one")
            : new Finding.Warn(found, message, "replace it, or take it away");
      }
    };
  }

  private Finding valid(Licence licence) {
    String found = "valid until " + licence.expires();
    boolean soon = Duration.between(clock.instant(), licence.expires()).compareTo(SOON) < 0;
    return soon
        ? new Finding.Warn(found, licence.subject(), "ask for a new one")
        : new Finding.Ok(found, licence.subject());
  }
}
