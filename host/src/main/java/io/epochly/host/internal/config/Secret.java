package io.epochly.host.internal.config;

/** A text that prints as its last four characters, or as nothing if it is short. */
public final class Secret {
  /** Of a shorter one four characters would tell too much. */
  private static final int SHORTEST_SHOWN = 16;

  private static final int SHOWN = 4;

  private final String text;

  Secret(String text) {
    this.text = text;
  }

  /** The text itself: not for logs, errors, status or the arguments of a process. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return text.length() < SHORTEST_SHOWN ? "****" : "****" + text.substring(text.length() - SHOWN);
  }
}
