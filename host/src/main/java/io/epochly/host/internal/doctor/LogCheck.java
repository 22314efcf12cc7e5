package io.epochly.host.internal.doctor;

import io.epochly.host.internal.config.Settings;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Where the log goes, and how much of it. */
final class LogCheck implements Check {
  private final Settings settings;

  LogCheck(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Finding look() {
    String found =
        "%s and above, to %s"
            .formatted(
                settings.logLevel(), settings.logFile().isPresent() ? "a file" : "standard error");
    Optional<Path> file = settings.logFile();
    String name = file.map(Path::toString).orElse("");
    if (file.isPresent() && !isWritable(file.get())) {
      return new Finding.Fail(
          "the log file cannot be written",
          name,
          "name a file in a folder that exists and that you may write to");
    }
    if (settings.logLevel().equals("DEBUG")) {
      return new Finding.Warn(
          found, name, "DEBUG shows internals of the host and of guests' code: set WARNING");
    }
    return new Finding.Ok(found, name);
  }

  private static boolean isWritable(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(file);
    }
    Path parent = file.toAbsolutePath().getParent();
    return parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
  }
}
