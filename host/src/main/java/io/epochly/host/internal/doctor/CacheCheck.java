package io.epochly.host.internal.doctor;

import io.epochly.host.internal.config.Settings;
import io.epochly.kernels.cache.CacheFolder;
import io.epochly.kernels.cache.CacheOpening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The folder for what is kept from one process to the next, by the checks that a host makes. */
final class CacheCheck implements Check {
  private final Settings settings;
  private final Map<String, String> environment;

  CacheCheck(Settings settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
  }

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public Finding look() {
    Optional<Path> place = settings.jitCache().or(() -> CacheFolder.named(environment));
    if (place.isPresent() && !Files.exists(place.get())) {
      // To open it would make it.
      return new Finding.Ok("none is there yet", place.get().toString());
    }
    CacheOpening opening =
        place
            .map(folder -> CacheFolder.open(folder, _ -> {}))
            .orElseGet(() -> CacheFolder.open(environment, _ -> {}));
    return switch (opening) {
      case CacheOpening.Opened(CacheFolder folder) ->
          new Finding.Ok("nobody else can write to it", folder.path().toString());
      case CacheOpening.Refused(String reason) ->
          new Finding.Warn(
              "the folder is not to be trusted or cannot be used: nothing is cached",
              reason,
              "give it to the user that runs the host, mode 0750, or set " + CacheFolder.VARIABLE);
    };
  }
}
