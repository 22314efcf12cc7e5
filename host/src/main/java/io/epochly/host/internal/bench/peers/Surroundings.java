package io.epochly.host.internal.bench.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What peers find around them.
 *
 * @param environment the host's; peers see little of it
 * @param limit how long a peer may take for one call
 * @param network whether peers may use the network where it cannot be taken from them
 */
public record Surroundings(Map<String, String> environment, Duration limit, boolean network) {
  private static final List<String> SHOWN = List.of("PATH", "HOME", "LANG");

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** A program of that name on the {@code PATH}. */
  Optional<Path> find(String program) {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  /** The environment of peers. */
  Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String name : SHOWN) {
      if (environment.containsKey(name)) {
        shown.put(name, environment.get(name));
      }
    }
    return shown;
  }
}
