package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;

/**
 * A name in a granted folder itself, which nobody swaps: what is done to the name is done by its
 * path, with no call of native functions, which take tens of milliseconds to be ready. Only what
 * follows a name must reach what had it first.
 */
record InGranted(Path granted, Path real, LinkOption... options) implements DiskEntry {
  private interface Action {
    void on(DiskEntry entry) throws IOException;
  }

  private void reached(Action action) throws IOException {
    try (DiskEntry entry = Grants.reach(granted, real, options)) {
      action.on(entry);
    }
  }

  private DiskEntry byPath() {
    return new ByPath(real, options);
  }

  @Override
  public void checkAccess(Set<? extends AccessMode> modes) throws IOException {
    // Little more is asked, at a start at least, than what this and opening the file tell as well.
    boolean file = (boolean) readAttributes("isRegularFile").get("isRegularFile");
    if (modes.isEmpty()) {
      return;
    }
    if (file && modes.equals(Set.of(AccessMode.READ))) {
      Files.newByteChannel(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS).close();
      return;
    }
    reached(entry -> entry.checkAccess(modes));
  }

  @Override
  public void createDirectory(FileAttribute<?>... attributes) throws IOException {
    byPath().createDirectory(attributes);
  }

  @Override
  public Map<String, Object> readAttributes(String names) throws IOException {
    return byPath().readAttributes(names);
  }

  @Override
  public void setAttribute(String name, Object value) throws IOException {
    reached(entry -> entry.setAttribute(name, value));
  }

  @Override
  public Path readSymbolicLink() throws IOException {
    return byPath().readSymbolicLink();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
