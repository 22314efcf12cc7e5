package io.epochly.host.internal.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that answers lines with lines; one that takes too long for an answer is ended. */
final class LineProcess implements AutoCloseable {
  private static final int FEW = 16;

  private final Process process;
  private final Path errors;
  private final Duration limit;
  private final Writer requests;

  /** What it printed; an empty one is the end of its output. */
  private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(FEW);

  private final Thread reader;

  /**
   * @param errors where its standard error goes
   */
  LineProcess(Process process, Path errors, Duration limit) {
    this.process = process;
    this.errors = errors;
    this.limit = limit;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.put(Optional.of(line));
      }
      lines.put(Optional.empty());
    } catch (IOException _) {
      // Ended from here; nobody waits for a line any more, or waits no longer than the limit.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a line and waits for the answer. */
  String ask(String line) throws PeerException {
    if (!lines.isEmpty() && lines.element().isPresent()) {
      throw ended("printed a line that nobody asked for");
    }
    try {
      requests.write(line + "\n");
      requests.flush();
    } catch (IOException _) {
      throw died();
    }
    return answer(limit);
  }

  /** Waits for the line that it prints of its own when it is ready. */
  String greeting() throws PeerException {
    return answer(Launch.START_LIMIT);
  }

  private String answer(Duration patience) throws PeerException {
    try {
      Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw ended("took longer than %d s and was ended".formatted(patience.toSeconds()));
      }
      return line.orElseThrow(this::died);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ended("the bench was interrupted");
    }
  }

  private PeerException ended(String reason) {
    close();
    return new PeerException(reason);
  }

  /** Its output has ended, so it does or is about to. */
  private PeerException died() {
    try {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        return ended("closed its output");
      }
      String said = new Launch.Outcome(process.exitValue(), Launch.text(errors)).lastLine();
      return new PeerException(
          "ended with status %d%s"
              .formatted(process.exitValue(), said.isEmpty() ? "" : ": " + said));
    } catch (IOException _) {
      return new PeerException("ended with status " + process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ended("the bench was interrupted");
    }
  }

  @Override
  public void close() {
    Launch.end(process);
    reader.interrupt();
  }
}
