package io.epochly.conformance.claims.internal;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A host that runs until it is told to end. */
final class Service implements AutoCloseable {
  private static final long PATIENCE_S = 60;

  private final Process process;
  private final BufferedReader out;
  private final Path err;

  Service(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err = err;
  }

  /** Its next line. */
  String line() throws IOException, InterruptedException {
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return String.valueOf(out.readLine());
              } catch (IOException e) {
                return String.valueOf(e.getMessage());
              }
            });
    try {
      return line.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new BrokenClaimException("a host says nothing: " + Launcher.text(err).strip());
    }
  }

  /** Waits for a line, which must be the next one. */
  void await(String expected) throws IOException, InterruptedException {
    String line = line();
    Checks.require(
        line.equals(expected),
        "a host said '%s' where '%s' was due; standard error: %s",
        line,
        expected,
        Launcher.text(err).strip());
  }

  /** Gives it a line to read. */
  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** What was started: for a container, what sets it up. */
  long pid() {
    return process.pid();
  }

  /** It, and what it has started, the nearer first. */
  List<Long> tree() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** The Java processes among them. */
  List<Long> jvms() throws IOException {
    return tree().stream().filter(pid -> Linux.program(pid).endsWith("/java")).toList();
  }

  /** Its standard error up to now. */
  String errors() throws IOException {
    return Launcher.text(err);
  }

  /** Sends a signal and waits for the end. */
  Ending end(String signal, long pid) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Linux.signal(signal, pid);
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new BrokenClaimException("a host did not end by SIG" + signal);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Ending(new Finished(process.exitValue(), out.readAllAsString(), errors()), took);
  }

  /** How it ended, and how soon. */
  record Ending(Finished finished, Duration took) {}

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
