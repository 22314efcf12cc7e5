package io.epochly.host.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelled one was meant to be. */
final class Suggestion {
  private static final int LARGEST_DISTANCE = 3;

  private Suggestion() {}

  /** The nearest of some names, unless all are too far. */
  static Optional<String> of(String wrong, Collection<String> names) {
    // Short names have neighbours that mean something else.
    int largest = Math.min(LARGEST_DISTANCE, wrong.length() / 3);
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(wrong, name)))
        .filter(name -> distance(wrong, name) <= largest);
  }

  /** How many characters have to be put in, taken out or replaced. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
