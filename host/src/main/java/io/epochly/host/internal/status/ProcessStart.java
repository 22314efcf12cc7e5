package io.epochly.host.internal.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a process from a later one of the same number. */
final class ProcessStart {
  private static final Path PROCESSES = Path.of("/proc");

  /** Counted from the state, which follows the name. */
  private static final int START = 19;

  private static final String ZOMBIE = "Z";

  private ProcessStart() {}

  /** When a process began, in a form to be compared only; empty if there is none. */
  static Optional<String> of(long pid) {
    if (!Files.isDirectory(PROCESSES.resolve("self"))) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .flatMap(process -> process.info().startInstant())
          .map(instant -> Long.toString(instant.toEpochMilli()));
    }
    String text;
    try {
      Path file = PROCESSES.resolve(Long.toString(pid)).resolve("stat");
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty();
    }
    // The name is in parentheses, and may hold some.
    String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
    return fields.length > START && !fields[0].equals(ZOMBIE)
        ? Optional.of(fields[START])
        : Optional.empty();
  }
}
