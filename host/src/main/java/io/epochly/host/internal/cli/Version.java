package io.epochly.host.internal.cli;

import io.epochly.host.internal.guest.Versions;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: ours, and that of the Python that guests get. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Versions versions = Versions.load();
    return new String[] {
      "epochly-host %s (Python %s, GraalPy %s)"
          .formatted(versions.epochly(), versions.python(), versions.graalpy())
    };
  }
}
