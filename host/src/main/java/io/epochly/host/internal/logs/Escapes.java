package io.epochly.host.internal.logs;

/** Makes a text one line that shows as it is. */
final class Escapes {
  private Escapes() {}

  /** The text with control and formatting characters, and line ends of any kind, as escapes. */
  static String escaped(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (isHarmless(character)) {
                result.appendCodePoint(character);
              } else if (Character.isBmpCodePoint(character)) {
                result.append("\\u%04x".formatted(character));
              } else {
                result.append("\\U%08x".formatted(character));
              }
            });
    return result.toString();
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      // Formatting characters can turn the direction of what follows.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
