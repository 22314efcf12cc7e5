package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;

/**
 * A name in a folder that was reached step by step from a granted one, without following a link, by
 * descriptors of Linux's: a path through one leads to that folder whatever became of the path that
 * it was reached by. Errors name the place, not the descriptor.
 */
final class PinnedEntry implements DiskEntry {
  private final Descriptor folder;
  private final Path real;

  private PinnedEntry(Descriptor folder, Path real) {
    this.folder = folder;
    this.real = real;
  }

  /** The entry that a path leads to, which starts with {@code granted}, itself no link. */
  static PinnedEntry of(Path granted, Path real) throws IOException {
    try {
      Path steps = granted.relativize(real);
      Descriptor held = Descriptor.ofFolder(granted);
      for (int i = 0; i < steps.getNameCount() - 1; i++) {
        // The outer one is not needed to keep the inner one open.
        try (Descriptor outer = held) {
          held = outer.folder(steps.getName(i));
        }
      }
      return new PinnedEntry(held, real);
    } catch (FileSystemException e) {
      throw named(e, real);
    }
  }

  private interface Action<T> {
    T on(Path place) throws IOException;
  }

  /** Does something to the name in the folder, without following it. */
  private <T> T byName(Action<T> action) throws IOException {
    try {
      return action.on(folder.path().resolve(real.getFileName()));
    } catch (FileSystemException e) {
      throw named(e, real);
    }
  }

  /** Does something to what is there now, by a path that leads to it when followed. */
  private void itself(Action<?> action) throws IOException {
    try (Descriptor entry = folder.entry(real.getFileName())) {
      Object ignored = action.on(entry.path());
    } catch (FileSystemException e) {
      throw named(e, real);
    }
  }

  @Override
  public void checkAccess(Set<? extends AccessMode> modes) throws IOException {
    itself(
        place -> {
          ByPath.check(place, modes);
          return place;
        });
  }

  @Override
  public void createDirectory(FileAttribute<?>... attributes) throws IOException {
    byName(place -> Files.createDirectory(place, attributes));
  }

  @Override
  public Map<String, Object> readAttributes(String names) throws IOException {
    return byName(place -> Files.readAttributes(place, names, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void setAttribute(String name, Object value) throws IOException {
    itself(place -> Files.setAttribute(place, name, value));
  }

  @Override
  public Path readSymbolicLink() throws IOException {
    return byName(Files::readSymbolicLink);
  }

  /** The same, of the place instead of the descriptor by which it was reached. */
  private static FileSystemException named(FileSystemException e, Path real) {
    String name = real.toString();
    FileSystemException named =
        switch (e) {
          case NoSuchFileException _ -> new NoSuchFileException(name);
          case AccessDeniedException _ -> new AccessDeniedException(name);
          case FileAlreadyExistsException _ -> new FileAlreadyExistsException(name);
          case NotDirectoryException _ -> new NotDirectoryException(name);
          case DirectoryNotEmptyException _ -> new DirectoryNotEmptyException(name);
          case NotLinkException _ -> new NotLinkException(name);
          default -> new FileSystemException(name, null, e.getReason());
        };
    named.initCause(e);
    return named;
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
