package io.epochly.host.internal.io;

/** A text that prints as its last four characters, or without them if it is short. */
public final class Secret {
  /** Of a shorter one four characters would tell too much. */
  private static final int SHORTEST_WITH_ENDING = 16;

  private static final int ENDING = 4;

  private final String text;

  public Secret(String text) {
    this.text = text;
  }

  /** The text itself: not for logs, errors, status or the arguments of a process. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return ending(text);
  }

  /** What of a secret may be shown. */
  public static String ending(String secret) {
    return secret.length() < SHORTEST_WITH_ENDING
        ? "…"
        : "…" + secret.substring(secret.length() - ENDING).replaceAll("[^A-Za-z0-9_-]", "?");
  }
}
