package io.epochly.host.internal.config;

import io.epochly.host.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Holds that a file is one that nobody but the user and root can have written. */
final class TrustedFile {
  private static final Path SELF = Path.of("/proc/self");
  private static final String OWNER_AND_MODE = "unix:uid,gid,mode";
  private static final int ROOT = 0;
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;

  private TrustedFile() {}

  /**
   * Checks a file, or what a link leads to.
   *
   * @throws ConfigurationException if somebody else owns it or may write it
   */
  static void check(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    Map<String, Object> found = Files.readAttributes(file, OWNER_AND_MODE);
    int owner = (Integer) found.get("uid");
    int mode = (Integer) found.get("mode");
    int user = Files.exists(SELF) ? (Integer) Files.getAttribute(SELF, "unix:uid") : owner;
    if (owner != user && owner != ROOT) {
      throw new ConfigurationException(
          "%s belongs neither to you (uid %d) nor to root, but to uid %d: no settings are taken from it; chown or remove it"
              .formatted(file, user, owner));
    }
    // Where each user has a group of their own, files are often writable by it.
    boolean groupMayWrite = (mode & GROUP_WRITES) != 0 && !found.get("gid").equals(owner);
    if (groupMayWrite || (mode & OTHERS_WRITE) != 0) {
      throw new ConfigurationException(
          "%s may be written by others (mode %04o): no settings are taken from it; run 'chmod go-w' on it"
              .formatted(file, mode & 07777));
    }
  }
}
