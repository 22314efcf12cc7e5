package io.epochly.host.internal.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Moments as people write them on a command line. */
final class LicenceDates {
  private static final int LENGTH_OF_A_DATE = 10;

  private LicenceDates() {}

  /**
   * @throws IllegalArgumentException if it is none; the message names the option
   */
  static Instant parse(String option, String text) {
    try {
      return text.length() == LENGTH_OF_A_DATE
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "%s is to be a date as 2027-01-31, or a time as 2027-01-31T12:00:00Z".formatted(option),
          e);
    }
  }
}
