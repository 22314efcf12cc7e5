package io.epochly.host;

/** How a host stands as to its licence. */
public sealed interface LicenceState {
  /** None was given. */
  record None() implements LicenceState {}

  /** It is genuine, and this is its time. */
  record Valid(Licence licence) implements LicenceState {}

  /**
   * One was given that does not count: the host does what it would do without any.
   *
   * @param message what is wrong and what to do about it; never the licence's text
   */
  record Invalid(Reason reason, String message) implements LicenceState {}

  /** Why a licence does not count. */
  enum Reason {
    /** Its file, or the public keys to check it with, cannot be read as they should be. */
    UNREADABLE,
    /** The text is no licence, or a part of one. */
    MALFORMED,
    /** It is signed with a key that is not installed. */
    UNKNOWN_KEY,
    /** The signature is not that of the text: something was changed. */
    TAMPERED,
    /** The system's clock is before its first moment. */
    NOT_YET_VALID,
    /** The system's clock is past its last moment. */
    EXPIRED
  }
}
