package io.epochly.host;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What an issuer has signed. It grants nothing that a host without a licence lacks, unless the host
 * requires one; while it is valid, what it entitles to is a limit.
 *
 * @param subject whom it was issued to
 * @param keyId the public key that its signature was checked with
 * @param workers how many workers a host may have at a time; any number if empty
 * @param gpu whether kernels may run on devices, such as GPUs: on level 4
 * @param tier what the issuer calls this kind of licence: a name, which limits nothing by itself
 * @param notBefore the first moment when it holds, in whole seconds
 * @param expires the first moment when it holds no longer, in whole seconds
 */
public record Licence(
    String subject,
    String keyId,
    OptionalInt workers,
    boolean gpu,
    Optional<String> tier,
    Instant notBefore,
    Instant expires) {
  private static final int LONGEST_SUBJECT = 200;
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern TIER = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** Of four digits, as everybody reads them. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * What a licence says.
   *
   * @throws IllegalArgumentException if no licence can say so; the message names what
   */
  public Licence {
    check(
        !subject.isBlank()
            && subject.length() <= LONGEST_SUBJECT
            && subject.equals(subject.strip())
            && subject.codePoints().allMatch(Licence::isPrintable),
        "the subject is to be 1 to 200 printable characters, without spaces around them");
    check(KEY_ID.matcher(keyId).matches(), "a key id is 16 hexadecimal digits in lower case");
    check(workers.isEmpty() || workers.getAsInt() >= 1, "a licence is for 1 worker or more");
    check(
        tier.isEmpty() || TIER.matcher(tier.get()).matches(),
        "a tier is 1 to 32 lower-case letters, digits and hyphens");
    check(isWholeSecond(notBefore) && isWholeSecond(expires), "times are in whole seconds");
    check(
        !notBefore.isBefore(Instant.EPOCH) && !expires.isAfter(LAST),
        "times are from the year 1970 to 9999");
    check(notBefore.isBefore(expires), "a licence must expire after it begins");
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      // What a terminal or a log would obey rather than show.
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static boolean isWholeSecond(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
