package io.epochly.kernels.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who owns a file and what others may do with it; of a link itself, not of what it points to.
 *
 * @param uid number of the owner
 * @param mode the bits of {@code st_mode}
 */
record Ownership(int uid, int mode) {
  private static final int ROOT = 0;
  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  static boolean isKnownOn(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  static Ownership of(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    return new Ownership((Integer) attributes.get("uid"), (Integer) attributes.get("mode"));
  }

  boolean isFolder() {
    return (mode & TYPE) == FOLDER;
  }

  boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  /** Nobody else can have made it, or given it other permissions. */
  boolean belongsTo(int user) {
    return uid == user || uid == ROOT;
  }

  /** The mode of a link means nothing. */
  boolean isWritableByOthers() {
    return !isLink() && (mode & WRITABLE_BY_OTHERS) != 0;
  }

  /** Others may put files there, but not move or remove those of their owners. */
  boolean isSticky() {
    return (mode & STICKY) != 0;
  }

  @Override
  public String toString() {
    return "owner uid %d, mode %04o".formatted(uid, mode & 07777);
  }
}
