package io.epochly.kernels.cache;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Sets what {@code chmod} and {@code chown} set, the sticky bit too. */
final class Modes {
  static final int SOMEBODY = 54321;

  private Modes() {}

  static Path chmod(int mode, Path path) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
    return path;
  }

  /** Only root may. */
  static Path chown(int uid, Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  static int user() {
    return (int) new UnixSystem().getUid();
  }

  static boolean isRoot() {
    return user() == 0;
  }
}
