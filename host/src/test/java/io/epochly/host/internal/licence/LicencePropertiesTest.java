package io.epochly.host.internal.licence;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.host.LicenceState;
import io.epochly.host.LicenceState.Invalid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is not the text that was signed is refused, and told without that text. */
class LicencePropertiesTest {
  private static final Issued ISSUED = Issued.forWorkers(4);
  private static final String TOKEN = ISSUED.token();
  private static final int SHOWN = 4;

  private static void isRefused(String text) {
    LicenceState state = ISSUED.check(text);
    assertThat(state).isInstanceOf(Invalid.class);
    isNotTold(TOKEN, ((Invalid) state).message());
  }

  /** No five characters of the secret parts in a row. */
  private static void isNotTold(String token, String message) {
    String secret = token.substring(token.indexOf('.', LicenceToken.PREFIX.length()) + 1);
    for (int i = 0; i + SHOWN < secret.length(); i++) {
      assertThat(message).doesNotContain(secret.substring(i, i + SHOWN + 1));
    }
  }

  @Example
  void theTextThatWasSignedIsAccepted() {
    assertThat(ISSUED.check(TOKEN)).isEqualTo(new LicenceState.Valid(ISSUED.licence()));
  }

  @Example
  void everyFlippedBitIsRefused() {
    byte[] bytes = TOKEN.getBytes(StandardCharsets.ISO_8859_1);
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      isRefused(new String(flipped, StandardCharsets.ISO_8859_1));
    }
  }

  @Example
  void everyPartIsRefused() {
    for (int length = 0; length < TOKEN.length(); length++) {
      isRefused(TOKEN.substring(0, length));
      isRefused(TOKEN.substring(TOKEN.length() - length));
    }
  }

  @Property
  void anyOtherCharacterAnywhereIsRefused(@ForAll("places") int place, @ForAll char character) {
    if (TOKEN.charAt(place) != character) {
      isRefused(TOKEN.substring(0, place) + character + TOKEN.substring(place + 1));
    }
    isRefused(TOKEN.substring(0, place) + character + TOKEN.substring(place));
  }

  @Property
  void otherSpellingsAreRefused(@ForAll("spellings") String text) {
    isRefused(text);
  }

  @Property
  void exchangedPartsAreRefused(
      @ForAll @IntRange(min = 1, max = 3) int first, @ForAll @IntRange(min = 1, max = 3) int part) {
    String[] parts = TOKEN.split("\\.");
    String[] others = Issued.forWorkers(first).token().split("\\.");
    parts[part] = others[part];
    isRefused(String.join(".", parts));
  }

  @Property
  void anyTextHasAState(@ForAll String text) {
    isRefused(text);
    isRefused(LicenceToken.PREFIX + text);
  }

  @Property
  void whatIsIssuedIsAcceptedAsItWasIssued(@ForAll @IntRange(min = 1) int workers) {
    Issued any = Issued.forWorkers(workers);
    assertThat(any.check(any.token())).isEqualTo(new LicenceState.Valid(any.licence()));
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, TOKEN.length() - 1);
  }

  /** Padding, the other alphabet, case, white space, quotes. */
  @Provide
  Arbitrary<String> spellings() {
    String[] parts = TOKEN.split("\\.");
    Arbitrary<Integer> part = Arbitraries.integers().between(0, parts.length - 1);
    Arbitrary<String> addition =
        Arbitraries.of("=", "==", "A", "AA", "+", "/", " ", "\n", "\t", "\0", "\"", ".");
    Arbitrary<String> added =
        Combinators.combine(part, addition)
            .as(
                (index, more) -> {
                  String[] changed = parts.clone();
                  changed[index] += more;
                  return String.join(".", changed);
                });
    return Arbitraries.oneOf(
        added,
        Arbitraries.of(
            List.of(
                TOKEN.toUpperCase(Locale.ROOT),
                " " + TOKEN,
                TOKEN + " ",
                "\"" + TOKEN + "\"",
                TOKEN.replace("epochly1", "epochly2"),
                TOKEN.replace('.', '-'),
                TOKEN + TOKEN)));
  }
}
