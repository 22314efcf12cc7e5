package io.epochly.host.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;

/** A name in a folder of the disk, and what a guest does to it other than opening it. */
interface DiskEntry extends Closeable {
  /** Whether what has the name may be used so; nothing is asked but that it exists for no modes. */
  void checkAccess(Set<? extends AccessMode> modes) throws IOException;

  /** Makes a folder of the name. */
  void createDirectory(FileAttribute<?>... attributes) throws IOException;

  /** Those of what has the name, which may be a link. */
  Map<String, Object> readAttributes(String names) throws IOException;

  /** Of what has the name; a link that came there meanwhile is not followed. */
  void setAttribute(String name, Object value) throws IOException;

  /** Where the link of the name leads. */
  Path readSymbolicLink() throws IOException;

  /**
   * By a path, in a folder that nobody can swap.
   *
   * @param options of the path, where that is all there is to go by
   */
  record ByPath(Path path, LinkOption... options) implements DiskEntry {
    @Override
    public void checkAccess(Set<? extends AccessMode> modes) throws IOException {
      check(path, modes);
    }

    static void check(Path path, Set<? extends AccessMode> modes) throws IOException {
      path.getFileSystem().provider().checkAccess(path, modes.toArray(AccessMode[]::new));
    }

    @Override
    public void createDirectory(FileAttribute<?>... attributes) throws IOException {
      Files.createDirectory(path, attributes);
    }

    @Override
    public Map<String, Object> readAttributes(String names) throws IOException {
      return Files.readAttributes(path, names, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void setAttribute(String name, Object value) throws IOException {
      Files.setAttribute(path, name, value, options);
    }

    @Override
    public Path readSymbolicLink() throws IOException {
      return Files.readSymbolicLink(path);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
