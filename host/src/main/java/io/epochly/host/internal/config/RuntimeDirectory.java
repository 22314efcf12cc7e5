package io.epochly.host.internal.config;

import io.epochly.host.internal.io.FileAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where hosts say how they are, unless somebody says where. */
final class RuntimeDirectory {
  private static final String NAME = "epochly";

  private RuntimeDirectory() {}

  /** The user's folder for what runs, whether it is there or not. */
  static Optional<Path> ofUser(Map<String, String> environment) {
    String own = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    // The XDG specification: relative paths are invalid and to be ignored.
    return own.startsWith("/") ? Optional.of(Path.of(own)) : Optional.empty();
  }

  /** In the user's folder for what runs, else one that is named after the user. */
  static Path usual(Map<String, String> environment) {
    Optional<Path> own = ofUser(environment).filter(Files::isDirectory);
    if (own.isPresent()) {
      return own.get().resolve(NAME);
    }
    // By number: in a container it may have no name.
    String user =
        FileAccess.user().stream()
            .mapToObj(Integer::toString)
            .findFirst()
            .orElseGet(() -> System.getProperty("user.name"));
    return Path.of(System.getProperty("java.io.tmpdir"), NAME + "-" + user);
  }
}
