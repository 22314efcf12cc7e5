package io.epochly.kernels.cache;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where the environment of a host puts its cache folder. */
final class CacheLocation {
  private static final String XDG = "XDG_CACHE_HOME";
  private static final String NAME = "epochly";

  private CacheLocation() {}

  /**
   * @throws RefusedException if no absolute path can be told
   */
  static Path of(Map<String, String> environment) throws RefusedException {
    String chosen = environment.getOrDefault(CacheFolder.VARIABLE, "");
    if (!chosen.isEmpty()) {
      return path(CacheFolder.VARIABLE, chosen).toAbsolutePath();
    }
    String xdg = environment.getOrDefault(XDG, "");
    if (!xdg.isEmpty()) {
      Path folder = path(XDG, xdg);
      // The XDG specification: relative paths are invalid and to be ignored.
      if (folder.isAbsolute()) {
        return folder.resolve(NAME);
      }
    }
    String home = environment.getOrDefault("HOME", "");
    Path folder = path("HOME", home);
    if (!folder.isAbsolute()) {
      throw new RefusedException(
          "HOME is not set to an absolute path: set "
              + CacheFolder.VARIABLE
              + " to a folder for the cache");
    }
    return folder.resolve(".cache").resolve(NAME);
  }

  private static Path path(String variable, String value) throws RefusedException {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new RefusedException(
          variable + " is not a path that this JVM can name: " + e.getReason());
    }
  }
}
