package io.epochly.host.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A name in a folder that was reached step by step from a granted one, without following a link, as
 * in {@link HeldFolder}; for what Java offers no other way to than a path.
 */
final class PinnedEntry implements Closeable {
  private final Descriptor folder;
  private final Path name;

  private PinnedEntry(Descriptor folder, Path name) {
    this.folder = folder;
    this.name = name;
  }

  /** What is done to a place, and whether a link that the path ends in is to be followed. */
  @FunctionalInterface
  interface Action<T> {
    T on(Path place, LinkOption... options) throws IOException;
  }

  /** The entry that a path leads to, which starts with {@code granted}, itself no link. */
  static PinnedEntry of(Path granted, Path real) throws IOException {
    Path steps = granted.relativize(real);
    Descriptor held = Descriptor.ofFolder(granted);
    for (int i = 0; i < steps.getNameCount() - 1; i++) {
      // The outer one is not needed to keep the inner one open.
      try (Descriptor outer = held) {
        held = outer.folder(steps.getName(i));
      }
    }
    return new PinnedEntry(held, steps.getFileName());
  }

  /** Does something to the name in the folder, without following it. */
  <T> T byName(Action<T> action) throws IOException {
    return action.on(folder.path().resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** Does something to what is there now, by a path that leads to it when followed. */
  <T> T itself(Action<T> action) throws IOException {
    try (Descriptor entry = folder.entry(name)) {
      return action.on(entry.path());
    }
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
