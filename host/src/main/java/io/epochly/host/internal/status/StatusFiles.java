package io.epochly.host.internal.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that hosts have written. */
public final class StatusFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 64 * 1024;
  private static final int PERIODS = 3;
  private static final int MOST_SECONDS = 3600;
  private static final Pattern START = Pattern.compile("\"process_start\" : \"(\\d+)\"");
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})-[0-9a-f]{8}\\.json(?:\\.new)?");

  private StatusFiles() {}

  /**
   * All that are there, by process.
   *
   * @throws java.nio.file.NoSuchFileException if no host has made the folder
   * @throws IOException if it is not to be trusted, or cannot be read
   */
  public static List<FoundStatus> read(Path place, Instant now) throws IOException {
    RuntimeFolder folder = RuntimeFolder.find(place);
    List<FoundStatus> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "*.json")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          content(file)
              .ifPresent(content -> found.add(judged(Long.parseLong(name.group(1)), content, now)));
        }
      }
    }
    found.sort(Comparator.comparingLong(FoundStatus::pid));
    return found;
  }

  /** Nothing if its host has removed it meanwhile. */
  private static Optional<JsonNode> content(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      return Optional.of(bytes.length > LARGEST ? MissingNode.getInstance() : JSON.readTree(bytes));
    } catch (IOException e) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(MissingNode.getInstance())
          : Optional.empty();
    }
  }

  private static FoundStatus judged(long pid, JsonNode content, Instant now) {
    Duration age;
    try {
      age = Duration.between(Instant.parse(content.path("written").asText()), now);
    } catch (DateTimeParseException e) {
      return new FoundStatus(pid, content, 0, FoundStatus.State.UNREADABLE);
    }
    long period = content.path("period_seconds").asLong();
    boolean readable =
        content.path("format").asInt() == HostStatus.FORMAT
            && content.path("pid").asLong() == pid
            && period > 0
            && period <= MOST_SECONDS;
    String start = content.path("process_start").asText();
    FoundStatus.State state;
    if (!readable) {
      state = FoundStatus.State.UNREADABLE;
    } else if (!ProcessStart.of(pid).filter(start::equals).isPresent()) {
      state = FoundStatus.State.ENDED;
    } else if (age.abs().compareTo(Duration.ofSeconds(PERIODS * period)) > 0) {
      // Also one from the future: the clock was set back, and nothing was written since.
      state = FoundStatus.State.SILENT;
    } else {
      state = FoundStatus.State.RUNNING;
    }
    return new FoundStatus(pid, content, age.toSeconds(), state);
  }

  /** Removes what processes left that are gone. */
  static void removeAbandoned(RuntimeFolder folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path())) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && isAbandoned(file, ProcessStart.of(Long.parseLong(name.group(1))))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * By a look at the text alone: a host has no other use for what reads JSON.
   *
   * @param running when the process of that number began, if there is one
   */
  private static boolean isAbandoned(Path file, Optional<String> running) {
    if (running.isEmpty()) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      Matcher start = START.matcher(new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8));
      return start.find() && !start.group(1).equals(running.get());
    } catch (IOException e) {
      // Removed meanwhile, or not for this one to judge.
      return false;
    }
  }
}
