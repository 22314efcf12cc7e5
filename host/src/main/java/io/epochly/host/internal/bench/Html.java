package io.epochly.host.internal.bench;

/** Text in HTML and SVG. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Text in an element. */
  static String element(String name, String text) {
    return "<%s>%s</%s>".formatted(name, escape(text), name);
  }
}
