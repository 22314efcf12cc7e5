package io.epochly.host.internal.cli;

import io.epochly.guest.FunctionReport.Style;

/** Where text goes, as far as its colours are concerned. */
enum Terminal {
  /** A file or a pipe, or a terminal whose user wants no colours. */
  NONE,
  /** A terminal that shows colours. */
  COLOURS;

  /** The launcher says which of the streams are terminals; Java cannot tell for each. */
  private static final String PROPERTY = "epochly.terminals";

  static Terminal ofStdout() {
    return of("out");
  }

  static Terminal ofStderr() {
    return of("err");
  }

  /** Whether standard output is a terminal, of whatever kind. */
  static boolean isStdout() {
    return isTerminal("out");
  }

  static boolean isStderr() {
    return isTerminal("err");
  }

  private static boolean isTerminal(String stream) {
    return System.getProperty(PROPERTY, "").contains(stream);
  }

  private static Terminal of(String stream) {
    String noColour = System.getenv("NO_COLOR");
    boolean refused =
        (noColour != null && !noColour.isEmpty()) || "dumb".equals(System.getenv("TERM"));
    return !refused && isTerminal(stream) ? COLOURS : NONE;
  }

  Style style() {
    return this == COLOURS ? Style.COLOURED : Style.PLAIN;
  }
}
