package io.epochly.host;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that whoever answers for a machine's security wants to know of. Subjects are names that
 * the host's own code or configuration gave, never what a guest computed.
 *
 * @param time when
 * @param kind what
 * @param guest which guest of its host, counted from 1; 0 for what is the host's own
 * @param subject the door, as {@code read /data}; the strength; why the guest ended; what was
 *     changed; or how the licence stands
 */
public record AuditEvent(Instant time, AuditEvent.Kind kind, long guest, String subject) {
  /** What happened. */
  public enum Kind {
    /** A guest was opened, of this strength. */
    GUEST_OPENED,
    /** Its policy opened this door to it. */
    DOOR_OPENED,
    /** It is held less well than its policy asks, which accepts that: this is missing. */
    ISOLATION_REDUCED,
    /** No guest was opened: the machine cannot hold it. */
    GUEST_REFUSED,
    /** The host ended it at this limit. */
    LIMIT_REACHED,
    /** It was told to end, and is in a builtin that does not stop. */
    GUEST_STUCK,
    /** It ended without being told to. */
    GUEST_DIED,
    /** A worker of it, or of the host, ended without being told to. */
    WORKER_DIED,
    /** The process of this device ended while a kernel of the guest ran there. */
    DEVICE_DIED,
    /** The host has this setting from somewhere; or the guest changed one of its own. */
    CONFIGURATION_CHANGED,
    /** The guest chose another level. */
    LEVEL_CHANGED,
    /** A function of the guest could not be compiled, because of what stands in this line. */
    OPTIMIZATION_FAILED,
    /** The operator's emergency switch went on, by this. */
    EMERGENCY_DISABLED,
    /** The host has a valid licence. */
    LICENCE_ACCEPTED,
    /** The host needs a licence and has none. */
    LICENCE_MISSING,
    /** The licence's file, or the keys to check it with, cannot be read as they should be. */
    LICENCE_UNREADABLE,
    /** What was given is no licence. */
    LICENCE_MALFORMED,
    /** The licence is signed with a key that is not installed. */
    LICENCE_OF_UNKNOWN_KEY,
    /** The licence is not as it was signed. */
    LICENCE_TAMPERED,
    /** The clock is before the licence's first moment. */
    LICENCE_NOT_YET_VALID,
    /** The clock is past the licence's last moment. */
    LICENCE_EXPIRED
  }

  @Override
  public String toString() {
    return "%s guest=%d %s".formatted(kind.name().toLowerCase(Locale.ROOT), guest, subject);
  }
}
