package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file, or a folder and all that is in it, that a guest may use.
 *
 * @param name the path under which the guest knows it
 * @param real the same place on the disk, links resolved when the guest was opened
 */
public record Grant(Path name, Path real, Access access) {
  /** What the guest may do there. */
  public enum Access {
    READ,
    WRITE
  }

  /** Grants {@code path}, as seen from the host's working folder; it need not exist yet. */
  public static Grant of(Path path, Access access) throws IOException {
    Path guestName =
        path.isAbsolute() ? path : GuestFileSystem.WORKING_FOLDER.resolve(path).normalize();
    return new Grant(guestName, RealPaths.resolve(path.toAbsolutePath()), access);
  }

  boolean covers(Path realPath) {
    return realPath.startsWith(real);
  }
}
