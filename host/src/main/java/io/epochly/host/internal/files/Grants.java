package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a guest may use of the disk, and how it gets there. */
record Grants(List<Grant> all) {
  Grants {
    all = List.copyOf(all);
  }

  boolean allow(Path real, Predicate<Grant> how) {
    return all.stream().anyMatch(grant -> how.test(grant) && grant.covers(real));
  }

  /**
   * The outermost granted folder that holds a place: from there inwards somebody may change folders
   * while a guest uses them. None if the place is itself what was granted.
   */
  Optional<Path> around(Path real) {
    return all.stream()
        .filter(grant -> grant.covers(real) && !grant.real().equals(real))
        .map(Grant::real)
        .min(Comparator.comparingInt(Path::getNameCount));
  }

  /** Does something to a name in a folder; a link of that name is not followed. */
  <T> T byName(Path real, PinnedEntry.Action<T> action) throws IOException {
    return reach(real, action, entry -> entry.byName(action), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Does something to what has a name in a folder.
   *
   * @param options of the path, where that is all there is to go by
   */
  <T> T itself(Path real, PinnedEntry.Action<T> action, LinkOption... options) throws IOException {
    return reach(real, action, entry -> entry.itself(action), options);
  }

  private interface Way<T> {
    T through(PinnedEntry entry) throws IOException;
  }

  private <T> T reach(Path real, PinnedEntry.Action<T> plain, Way<T> pinned, LinkOption... options)
      throws IOException {
    Optional<Path> within = around(real);
    if (within.isEmpty() || !Descriptor.isPossible()) {
      return plain.on(real, options);
    }
    try (PinnedEntry entry = PinnedEntry.of(within.get(), real)) {
      return pinned.through(entry);
    } catch (FileSystemException e) {
      throw named(e, real.toString());
    }
  }

  /** The same, of the place instead of the descriptor by which it was reached. */
  private static FileSystemException named(FileSystemException e, String name) {
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
}
