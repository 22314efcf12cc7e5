package io.epochly.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts the launcher of the distribution that the build has made, as an operator would. */
record Launched(Path folder, Map<String, String> environment, List<String> before) {
  private static final Path LAUNCHER = Path.of("target/dist/epochly-host").toAbsolutePath();

  /** What measures takes minutes where other work has the processors. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  record Result(int status, String out, String err) {
    String all() {
      return out + err;
    }
  }

  static Launched in(Path folder) {
    return new Launched(folder, Map.of(), List.of());
  }

  Launched with(Map<String, String> variables) {
    return new Launched(folder, variables, before);
  }

  /** The same behind another command, as {@code bwrap}. */
  Launched behind(String... command) {
    return new Launched(folder, environment, List.of(command));
  }

  /** Skips a test where the sandbox cannot be had. */
  static void assumeBubblewrap() throws InterruptedException {
    boolean works;
    try {
      works =
          new ProcessBuilder("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true")
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(works, "needs bubblewrap and user namespaces");
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(LAUNCHER.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // A user's own would be where the tests look.
    builder.environment().remove("XDG_RUNTIME_DIR");
    builder.environment().putAll(environment);
    return builder.start();
  }

  Result run(String... arguments) throws Exception {
    return result(start(arguments));
  }

  static Result result(Process process) throws Exception {
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> read(process.errorReader()));
    CompletableFuture<String> out =
        CompletableFuture.supplyAsync(() -> read(process.inputReader()));
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end");
    }
    return new Result(process.exitValue(), out.get(), err.get());
  }

  private static String read(BufferedReader reader) {
    try (reader) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
