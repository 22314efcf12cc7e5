package io.epochly.host.internal.guest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * What runs here.
 *
 * @param epochly this product's version
 * @param python the version of the language that guests get
 * @param graalpy the version of its implementation
 */
public record Versions(String epochly, String python, String graalpy) {
  /** Read when it is asked for first, and once. */
  private static final class Held {
    static final Versions VERSIONS = read();
  }

  /** What the build wrote down. */
  public static Versions load() {
    return Held.VERSIONS;
  }

  private static Versions read() {
    Properties versions = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("the host's jar cannot be read", e);
    }
    return new Versions(
        versions.getProperty("epochly"),
        versions.getProperty("python"),
        versions.getProperty("graalpy"));
  }
}
