package io.epochly.host.internal.config;

import java.nio.file.Path;
import java.util.Map;

/** Where the file lies that switches everything off. */
final class EmergencyFile {
  private static final Path SYSTEM = Path.of("/run");
  private static final String NAME = "epochly/emergency_disable";

  private EmergencyFile() {}

  /** In the user's folder for what runs, else in the system's, which only root writes. */
  static Path usual(Map<String, String> environment) {
    return RuntimeDirectory.ofUser(environment).orElse(SYSTEM).resolve(NAME);
  }
}
