package io.epochly.conformance.claims.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts the launcher as an operator does, with an environment of its own.
 *
 * @param home the distribution
 * @param folder where it runs
 */
record Launcher(Path home, Path folder) {
  private static final long PATIENCE_S = 120;

  /** How a process ended. */
  record Finished(int status, String out, String err) {
    String all() {
      return out + err;
    }

    /** That it went well. */
    Finished ok() {
      Checks.require(status == 0, "a run ended with %d: %s", status, all().strip());
      return this;
    }
  }

  /** The words that start it. */
  List<String> command(List<String> before, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(home.resolve("epochly-host").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs it to its end. */
  Finished run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(environment, command(List.of(), arguments));
  }

  /** Runs any command to its end. */
  Finished run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        builder(environment, command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new BrokenClaimException("a run did not end: " + command);
    }
    return new Finished(process.exitValue(), text(out), text(err));
  }

  /** Starts any command, and leaves it running. */
  Service start(Map<String, String> environment, List<String> command) throws IOException {
    Path err = Files.createTempFile(folder, "err", "");
    return new Service(builder(environment, command).redirectError(err.toFile()).start(), err);
  }

  private ProcessBuilder builder(Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME"));
    builder.environment().put("HOME", "/nonexistent");
    builder.environment().putAll(environment);
    return builder;
  }

  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
