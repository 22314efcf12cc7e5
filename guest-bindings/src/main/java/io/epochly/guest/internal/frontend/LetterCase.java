package io.epochly.guest.internal.frontend;

import java.util.Optional;

/** In which case the letters of a str are read. */
enum LetterCase {
  AS_WRITTEN,
  UPPER,
  LOWER;

  /** The case that a method of strs gives, if it is such a method. */
  static Optional<LetterCase> ofMethod(String name) {
    return switch (name) {
      case "upper" -> Optional.of(UPPER);
      case "lower" -> Optional.of(LOWER);
      default -> Optional.empty();
    };
  }
}
