package io.epochly.host.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: ours, and that of the Python that guests get. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      versions.load(in);
    }
    return new String[] {
      "epochly-host %s (Python %s, GraalPy %s)"
          .formatted(
              versions.getProperty("epochly"),
              versions.getProperty("python"),
              versions.getProperty("graalpy"))
    };
  }
}
