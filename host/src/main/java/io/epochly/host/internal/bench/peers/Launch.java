package io.epochly.host.internal.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts processes for peers, in a folder of theirs and without the network. */
final class Launch {
  /** How long a compiler, or a start, may take: imports are slow on a busy machine. */
  static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Surroundings surroundings;
  private final Path folder;
  private final List<String> prefix;

  private Launch(Surroundings surroundings, Path folder, List<String> prefix) {
    this.surroundings = surroundings;
    this.folder = folder;
    this.prefix = prefix;
  }

  /** Finds out how the network is taken away here: Linux gives a process an empty one. */
  static Launch prepare(Surroundings surroundings, Path folder) throws PeerException {
    Launch open = new Launch(surroundings, folder, List.of());
    List<String> prefix =
        surroundings
            .find("unshare")
            .map(unshare -> List.of(unshare.toString(), "--map-root-user", "--net"))
            .orElse(List.of());
    String obstacle = "there is no unshare on the PATH";
    if (!prefix.isEmpty()) {
      List<String> probe = new ArrayList<>(prefix);
      probe.add("true");
      Outcome outcome = open.run(probe);
      if (outcome.status() == 0) {
        return new Launch(surroundings, folder, prefix);
      }
      obstacle = outcome.lastLine();
    }
    if (!surroundings.network()) {
      throw new PeerException(
          "the network cannot be taken from it here (%s); --allow-net lets it have it"
              .formatted(obstacle));
    }
    return open;
  }

  Path folder() {
    return folder;
  }

  /**
   * @param output all that the process printed
   */
  record Outcome(int status, String output) {
    String lastLine() {
      return output.lines().map(String::strip).filter(l -> !l.isEmpty()).reduce("", (a, b) -> b);
    }
  }

  /** Runs a command to its end. */
  Outcome run(List<String> command) throws PeerException {
    Path output = folder.resolve("output");
    ProcessBuilder builder = builder(command).redirectErrorStream(true);
    // A compiler's errors are told by the word.
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.redirectOutput(output.toFile()).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new PeerException(tookTooLong(command));
        }
      } finally {
        end(process);
      }
      return new Outcome(process.exitValue(), text(output));
    } catch (IOException e) {
      throw new PeerException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerException("the bench was interrupted");
    }
  }

  /** Starts a command that answers line by line. */
  LineProcess start(String name, Map<String, String> more, List<String> command)
      throws PeerException {
    Path errors = folder.resolve(name + ".stderr");
    ProcessBuilder builder = builder(command).redirectError(errors.toFile());
    builder.environment().putAll(more);
    try {
      return new LineProcess(builder.start(), errors, surroundings.limit());
    } catch (IOException e) {
      throw new PeerException(String.valueOf(e.getMessage()));
    }
  }

  /** Ends a process and those that it started. */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What a process printed into a file, whatever its encoding. */
  static String text(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }

  private String tookTooLong(List<String> command) {
    return "%s took longer than %d s"
        .formatted(Path.of(command.getFirst()).getFileName(), START_LIMIT.toSeconds());
  }

  private ProcessBuilder builder(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(surroundings.shown());
    return builder;
  }
}
