package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Attack;
import io.epochly.host.Limit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What shows from outside that an attack got what it wanted. */
enum Evidence {
  /** What the secret file holds came out, in whatever way. */
  SECRET,
  /** The secret's folder is not as it was. */
  WRITTEN,
  /** Somebody came to the runner's server. */
  CONNECTED,
  /** The program came to its end and returned the token of this run. */
  TOKEN,
  /** A function of the host was called. */
  RECEIVED,
  /** The process that was to be killed is no more. */
  KILLED,
  /** A fact about the host came out; which one stands behind it. */
  REVEALS,
  /** More came out than a limit allows. */
  FLOOD;

  private static final int CONTEXT = 60;

  /** The evidence of a header, which names it and perhaps facts, if there is such a one. */
  static String checked(String text, String id) {
    List<String> words = List.of(text.split(" "));
    try {
      Evidence evidence = of(words.getFirst());
      if ((evidence == REVEALS) == (words.size() > 1)) {
        words.stream().skip(1).forEach(Fact::of);
        return text;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "the header of the attack %s says 'evidence: %s'; there are %s, and reveals takes %s"
            .formatted(id, text, Arrays.toString(values()), Arrays.toString(Fact.values())));
  }

  private static Evidence of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** What shows that the attack got what it wanted, if anything does. */
  static Optional<String> of(Attack attack, Scene scene, Ran ran) {
    List<String> words = List.of(attack.evidence().split(" "));
    Evidence evidence = of(words.getFirst());
    if (evidence == REVEALS) {
      return words.stream()
          .skip(1)
          .flatMap(word -> Fact.of(word).texts().stream())
          .filter(ran.everything()::contains)
          .findFirst()
          .map(text -> attack.evidence() + ": " + around(text, ran.everything()));
    }
    boolean shown =
        switch (evidence) {
          case SECRET -> ran.everything().contains(scene.secret());
          case WRITTEN -> scene.isWritten();
          case CONNECTED -> scene.connections() > 0;
          case TOKEN -> ran.returned().contains(scene.token());
          case RECEIVED -> scene.received() > 0;
          case KILLED -> scene.isVictimDead();
          case FLOOD -> ran.printed() > attack.limits().get(Limit.OUTPUT);
          case REVEALS -> throw new AssertionError("looked for above");
        };
    return shown ? Optional.of(attack.evidence()) : Optional.empty();
  }

  private static String around(String text, String all) {
    int start = all.indexOf(text);
    return all.substring(
            Math.max(0, start - CONTEXT), Math.min(all.length(), start + text.length() + CONTEXT))
        .replace('\n', ' ');
  }
}
