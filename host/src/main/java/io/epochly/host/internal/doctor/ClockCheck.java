package io.epochly.host.internal.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The clock that licences and logs go by. */
final class ClockCheck implements Check {
  private static final Duration TRIAL = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofMillis(50);

  private final Clock clock;

  ClockCheck(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public Finding look() throws InterruptedException {
    Instant start = clock.instant();
    long ticks = System.nanoTime();
    Thread.sleep(TRIAL);
    Duration passed = Duration.ofNanos(System.nanoTime() - ticks);
    Duration shown = Duration.between(start, clock.instant());
    String found = "it says " + start.truncatedTo(ChronoUnit.SECONDS);
    // No clock that is right is before the day on which the JVM was released.
    LocalDate released = LocalDate.parse(System.getProperty("java.version.date"));
    if (start.isBefore(released.atStartOfDay(ZoneOffset.UTC).toInstant())) {
      return new Finding.Fail(
          found + ", and this JVM is of " + released,
          "",
          "set it right, as by NTP: licences and logs go by it");
    }
    if (shown.minus(passed).abs().compareTo(MOST) > 0) {
      return new Finding.Warn(
          found + ", and went on by %d ms in %d ms".formatted(shown.toMillis(), passed.toMillis()),
          "",
          "have it kept right gradually, as by NTP, not set again and again");
    }
    return new Finding.Ok(found);
  }
}
