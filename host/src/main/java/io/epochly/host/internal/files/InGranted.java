package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;

/**
 * A name in a granted folder itself, which nobody swaps: what is done to the name is done by its
 * path, with no call of native functions, which take tens of milliseconds to be ready. Only what
 * follows a name must reach what had it first.
 */
record InGranted(Grants grants, Path granted, Path real, LinkOption... options)
    implements DiskEntry {
  private interface Action {
    void on(DiskEntry entry) throws IOException;
  }

  private void reached(Action action) throws IOException {
    try (DiskEntry entry = grants.reach(granted, real, options)) {
      action.on(entry);
    }
  }

  private DiskEntry byPath() {
    return new ByPath(real, options);
  }

  @Override
  public void checkAccess(Set<? extends AccessMode> modes) throws IOException {
    // At a start nothing more is asked, or for what is not there.
    readAttributes("isSymbolicLink");
    if (!modes.isEmpty()) {
      reached(entry -> entry.checkAccess(modes));
    }
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
