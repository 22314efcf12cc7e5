package io.epochly.host.internal.licence;

import io.epochly.host.AuditEvent;
import io.epochly.host.LicenceRequiredException;
import io.epochly.host.LicenceState;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.licence.Licences.Checked;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.slf4j.LoggerFactory;

/**
 * Lets guests be opened as far as the host's licence goes. The signature is checked once, the time
 * whenever it is asked: a licence may begin or expire while a host runs.
 */
public final class LicenceGate {
  private final Optional<Checked> checked;
  private final boolean required;
  private final Clock clock;
  private final BiConsumer<AuditEvent.Kind, String> audit;

  /** What was told last, so that each change is told once. */
  private Optional<AuditEvent.Kind> told = Optional.empty();

  /**
   * @param audit hears of the state, when it is first asked for and whenever it has changed
   */
  public LicenceGate(
      LicenceSettings settings, Clock clock, BiConsumer<AuditEvent.Kind, String> audit) {
    this.checked = settings.check();
    this.required = settings.required();
    this.clock = clock;
    this.audit = audit;
  }

  /** How the licence stands now. */
  public LicenceState state() {
    return checked.map(this::now).orElseGet(LicenceState.None::new);
  }

  private LicenceState now(Checked licence) {
    return switch (licence) {
      case Checked.Genuine(var genuine) -> Licences.at(genuine, clock.instant());
      case Checked.Refused(var invalid) -> invalid;
    };
  }

  /**
   * Tells how the licence stands, where that is news.
   *
   * @throws LicenceRequiredException if one is required, and none that is valid is there
   */
  public void admit() {
    switch (state()) {
      case LicenceState.Valid(var licence) ->
          tell(
              AuditEvent.Kind.LICENCE_ACCEPTED,
              "%s, until %s".formatted(licence.subject(), licence.expires()));
      case LicenceState.Invalid(var reason, String message) -> {
        if (tell(kind(reason), message) && !required) {
          LoggerFactory.getLogger(LicenceGate.class)
              .warn("{}; the host goes on as without a licence", message);
        }
        refuseIfRequired(message);
      }
      case LicenceState.None() -> {
        if (required) {
          String message =
              "there is none: set %s or %s"
                  .formatted(Setting.LICENSE_KEY.variable(), Setting.LICENSE_KEY_FILE.variable());
          tell(AuditEvent.Kind.LICENCE_MISSING, message);
          refuseIfRequired(message);
        }
      }
    }
  }

  private void refuseIfRequired(String message) {
    if (required) {
      throw new LicenceRequiredException("this host needs a valid licence: " + message);
    }
  }

  /** At most so many workers may be there at a time; any number if empty. */
  public OptionalInt workers() {
    return state() instanceof LicenceState.Valid(var licence)
        ? licence.workers()
        : OptionalInt.empty();
  }

  /** Whether kernels may run on devices. */
  public boolean devices() {
    return !(state() instanceof LicenceState.Valid(var licence)) || licence.gpu();
  }

  private synchronized boolean tell(AuditEvent.Kind kind, String subject) {
    if (told.equals(Optional.of(kind))) {
      return false;
    }
    told = Optional.of(kind);
    audit.accept(kind, subject);
    return true;
  }

  private static AuditEvent.Kind kind(LicenceState.Reason reason) {
    return switch (reason) {
      case UNREADABLE -> AuditEvent.Kind.LICENCE_UNREADABLE;
      case MALFORMED -> AuditEvent.Kind.LICENCE_MALFORMED;
      case UNKNOWN_KEY -> AuditEvent.Kind.LICENCE_OF_UNKNOWN_KEY;
      case TAMPERED -> AuditEvent.Kind.LICENCE_TAMPERED;
      case NOT_YET_VALID -> AuditEvent.Kind.LICENCE_NOT_YET_VALID;
      case EXPIRED -> AuditEvent.Kind.LICENCE_EXPIRED;
    };
  }
}
