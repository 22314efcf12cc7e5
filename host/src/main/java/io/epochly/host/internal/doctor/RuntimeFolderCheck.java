package io.epochly.host.internal.doctor;

import io.epochly.host.internal.io.FileAccess;
import io.epochly.host.internal.status.FoundStatus;
import io.epochly.host.internal.status.FoundStatus.State;
import io.epochly.host.internal.status.StatusFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Where hosts say how they are, and what they say. */
final class RuntimeFolderCheck implements Check {
  private final Path place;
  private final Clock clock;

  RuntimeFolderCheck(Path place, Clock clock) {
    this.place = place;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "status";
  }

  @Override
  public Finding look() {
    List<FoundStatus> found;
    try {
      found = StatusFiles.read(place, clock.instant());
    } catch (NoSuchFileException e) {
      return notThere();
    } catch (IOException e) {
      return new Finding.Warn(
          "hosts cannot say how they are: 'status' and 'healthcheck' find none",
          FileAccess.reason(e),
          "set EPOCHLY_RUNTIME_DIR to a folder of yours that nobody else has access to");
    }
    Map<State, Integer> counts = new TreeMap<>();
    found.forEach(status -> counts.merge(status.state(), 1, Integer::sum));
    String shown = counts.isEmpty() ? "no host runs" : counts.toString().toLowerCase(Locale.ROOT);
    if (counts.keySet().stream().allMatch(State.RUNNING::equals)) {
      return new Finding.Ok(shown, place.toString());
    }
    return new Finding.Warn(
        "hosts that ended without a word, or say nothing: " + shown,
        place.toString(),
        "'status' tells which; the next host removes what those left that have ended");
  }

  private Finding notThere() {
    Path parent = place.toAbsolutePath().getParent();
    if (parent != null && Files.isDirectory(parent) && Files.isWritable(parent)) {
      return new Finding.Ok("no host has run here yet", place.toString());
    }
    return new Finding.Warn(
        "the folder for what hosts say of themselves is not there and cannot be made",
        place.toString(),
        "set EPOCHLY_RUNTIME_DIR to a folder that this user can make, as on a tmpfs");
  }
}
