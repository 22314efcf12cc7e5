package io.epochly.kernels.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Walks from the root of the file system to a folder that only the user and root can have made and
 * can change, and makes what is missing of it.
 */
final class TrustedFolder {
  private static final int MAX_LINKS = 40;
  private static final FileAttribute<Set<PosixFilePermission>> MODE_0750 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

  private final int user;

  TrustedFolder(int user) {
    this.user = user;
  }

  /**
   * The folder's real path.
   *
   * @throws RefusedException if a component cannot be trusted or made
   */
  Path open(Path folder) throws RefusedException {
    if (!Ownership.isKnownOn(folder)) {
      throw new RefusedException(
          folder + " lies on a file system without POSIX owners and modes: " + elsewhere());
    }
    try {
      Path real = walk(folder.toAbsolutePath());
      if (!Files.isWritable(real)) {
        throw new RefusedException(
            "%s cannot be written by you (%s): %s"
                .formatted(real, Ownership.of(real), elsewhere()));
      }
      return real;
    } catch (IOException e) {
      throw new RefusedException(folder + " cannot be used (" + e + "): " + elsewhere());
    }
  }

  private Path walk(Path absolute) throws IOException, RefusedException {
    Path root = absolute.getRoot();
    Ownership found = check(root);
    Path resolved = root;
    Deque<Path> pending = new ArrayDeque<>();
    absolute.forEach(pending::add);
    int links = 0;
    while (!pending.isEmpty()) {
      String name = pending.pop().toString();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      // What lies above was checked on the way down.
      Path next =
          name.equals("..") && resolved.getParent() != null
              ? resolved.getParent()
              : resolved.resolve(name);
      found = checkOrMake(next);
      if (!found.isLink()) {
        resolved = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new RefusedException(
            absolute + " leads through too many symbolic links: " + elsewhere());
      }
      Path target = Files.readSymbolicLink(next);
      if (target.isAbsolute()) {
        resolved = root;
        found = check(root);
      }
      for (int i = target.getNameCount() - 1; i >= 0; i--) {
        pending.push(target.getName(i));
      }
    }
    if (found.isWritableByOthers()) {
      // Sticky, or it would have been refused on the way.
      throw new RefusedException(
          "anyone may put files into %s (%s): set %s to a folder of your own in it"
              .formatted(resolved, found, CacheFolder.VARIABLE));
    }
    return resolved;
  }

  private Ownership checkOrMake(Path component) throws IOException, RefusedException {
    try {
      return check(component);
    } catch (NoSuchFileException missing) {
      try {
        Files.createDirectory(component, MODE_0750);
      } catch (FileAlreadyExistsException madeMeanwhile) {
        // By another host, or by somebody else: the check tells.
      }
      return check(component);
    }
  }

  private Ownership check(Path component) throws IOException, RefusedException {
    Ownership found = Ownership.of(component);
    if (!found.isFolder() && !found.isLink()) {
      throw new RefusedException(component + " is not a folder: " + elsewhere());
    }
    if (!found.belongsTo(user)) {
      throw new RefusedException(
          "%s belongs neither to you (uid %d) nor to root (%s): chown it, or %s"
              .formatted(component, user, found, elsewhere()));
    }
    if (found.isWritableByOthers() && !found.isSticky()) {
      throw new RefusedException(
          "%s may be written by others (%s): run 'chmod go-w %s', or %s"
              .formatted(component, found, component, elsewhere()));
    }
    return found;
  }

  private static String elsewhere() {
    return "set " + CacheFolder.VARIABLE + " to another folder";
  }
}
