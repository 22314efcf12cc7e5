package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resolves every symbolic link of a path as the kernel would, also when its last parts do not
 * exist: {@link Path#toRealPath} cannot tell where a file that is yet to be made would lie.
 */
final class RealPaths {
  private static final int MAX_LINKS = 40;

  private RealPaths() {}

  static Path resolve(Path absolute) throws IOException {
    Path root = absolute.getRoot();
    Path resolved = root;
    Deque<Path> pending = new ArrayDeque<>();
    absolute.forEach(pending::add);
    int links = 0;
    while (!pending.isEmpty()) {
      String name = pending.pop().toString();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        Path parent = resolved.getParent();
        resolved = parent == null ? root : parent;
        continue;
      }
      Path next = resolved.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        resolved = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new FileSystemLoopException(name);
      }
      Path target = Files.readSymbolicLink(next);
      if (target.isAbsolute()) {
        resolved = root;
      }
      for (int i = target.getNameCount() - 1; i >= 0; i--) {
        pending.push(target.getName(i));
      }
    }
    return resolved;
  }

  /** Like {@link #resolve}, but a link at the very end stays. */
  static Path resolveParent(Path absolute) throws IOException {
    Path name = absolute.getFileName();
    Path parent = absolute.getParent();
    if (name == null || parent == null || name.toString().equals("..")) {
      return resolve(absolute);
    }
    if (name.toString().equals(".") || name.toString().isEmpty()) {
      throw new FileSystemException(name.toString(), null, "Invalid argument");
    }
    return resolve(parent).resolve(name);
  }
}
