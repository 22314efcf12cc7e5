package io.epochly.host.internal.status;

import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A folder that belongs to whoever runs hosts, and that nobody else has access to. */
record RuntimeFolder(Path path) {
  private static final int ROOT = 0;
  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int OTHERS = 0077;

  /**
   * The folder, made if it is missing.
   *
   * @throws IOException if it cannot be made or is not to be trusted, with what to do
   */
  static RuntimeFolder open(Path path) throws IOException {
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // By another host, or by somebody else: the check tells.
      return checked(path, false);
    } catch (UnsupportedOperationException e) {
      throw new IOException("%s is on a file system without owners and modes".formatted(path), e);
    } catch (NoSuchFileException e) {
      throw new IOException("the folder that %s is to be in is not there".formatted(path), e);
    }
    return checked(path, false);
  }

  /**
   * The folder, if it is there.
   *
   * @throws NoSuchFileException if it is not
   * @throws IOException if it is not to be trusted
   */
  static RuntimeFolder find(Path path) throws IOException {
    return checked(path, true);
  }

  /**
   * @param reading whether root may use it too if it is somebody else's: who owns it could lead
   *     what root writes there elsewhere
   */
  private static RuntimeFolder checked(Path path, boolean reading) throws IOException {
    Map<String, Object> found;
    try {
      found = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      throw new IOException("%s is on a file system without owners and modes".formatted(path), e);
    }
    int owner = (Integer) found.get("uid");
    int mode = (Integer) found.get("mode");
    int user = FileAccess.user().orElse(owner);
    if ((mode & TYPE) != FOLDER) {
      throw new IOException(
          "%s is no folder, or a link to one: remove it, or name another in runtime_dir"
              .formatted(path));
    }
    if (owner != user && !(reading && user == ROOT)) {
      throw new IOException(
          "%s belongs to uid %d and not to you (uid %d): name another folder in runtime_dir"
              .formatted(path, owner, user));
    }
    if ((mode & OTHERS) != 0) {
      throw new IOException(
          "others than its owner may use %s (mode %04o): chmod 700 it"
              .formatted(path, mode & 07777));
    }
    return new RuntimeFolder(path);
  }
}
