package io.epochly.host.internal.cli;

import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.io.FileAccess;
import io.epochly.host.internal.status.FoundStatus;
import io.epochly.host.internal.status.StatusFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the hosts that this user runs a command is about. */
final class HostsOption {
  @Option(names = "--pid", paramLabel = "PID", description = "look at this process's hosts only")
  private @Nullable Long pid;

  /**
   * What they say of themselves.
   *
   * @throws NoStatusException if nobody says anything
   */
  List<FoundStatus> find() throws NoStatusException {
    Path place = new Resolver(System.getenv(), Path.of("")).resolve(Map.of()).runtimeDir();
    List<FoundStatus> found;
    try {
      found =
          StatusFiles.read(place, Instant.now()).stream()
              .filter(status -> pid == null || pid == status.pid())
              .toList();
    } catch (NoSuchFileException e) {
      found = List.of();
    } catch (IOException e) {
      throw new NoStatusException("no host can say here how it is: " + FileAccess.reason(e));
    }
    if (found.isEmpty()) {
      throw new NoStatusException(
          "no host%s says in %s how it is: none has run for more than 3 seconds, or it has another EPOCHLY_RUNTIME_DIR or user"
              .formatted(pid == null ? "" : " of process " + pid, place));
    }
    return found;
  }

  /** There is nothing to look at. */
  static final class NoStatusException extends Exception {
    private static final long serialVersionUID = 1;

    NoStatusException(String message) {
      super(message);
    }
  }
}
