package io.epochly.host.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there in whole or as it was before. */
record OutputFile(Path path) {
  /** Whether it can be written, found out by a file beside it; what is there is left alone. */
  boolean isWritable() {
    if (Files.isDirectory(path)) {
      return false;
    }
    if (isSpecial()) {
      return Files.isWritable(path);
    }
    try {
      if (Files.exists(path) && !Files.isWritable(path)) {
        return false;
      }
      Path probe = draft(target());
      Files.writeString(probe, "", StandardOpenOption.CREATE_NEW);
      Files.delete(probe);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void write(String text) throws IOException {
    if (isSpecial()) {
      Files.writeString(path, text);
      return;
    }
    Path target = target();
    Path draft = draft(target);
    try {
      Files.writeString(draft, text, StandardOpenOption.CREATE_NEW);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** A pipe or a terminal, which a file must not take the place of. */
  private boolean isSpecial() {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  /** The file itself where a link to it is named. */
  private Path target() throws IOException {
    return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
  }

  private static Path draft(Path target) {
    return target.resolveSibling(
        ".%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid()));
  }
}
