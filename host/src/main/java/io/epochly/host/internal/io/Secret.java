package io.epochly.host.internal.io;

/** What of a secret may be shown. */
public final class Secret {
  private static final int SHORTEST_WITH_ENDING = 32;
  private static final int ENDING = 4;

  private Secret() {}

  /** Its last four characters, if it is long enough to spare them. */
  public static String ending(String secret) {
    return secret.length() < SHORTEST_WITH_ENDING
        ? "…"
        : "…" + secret.substring(secret.length() - ENDING).replaceAll("[^A-Za-z0-9_-]", "?");
  }
}
