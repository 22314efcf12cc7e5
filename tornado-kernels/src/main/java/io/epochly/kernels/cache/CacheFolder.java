package io.epochly.kernels.cache;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Keeps entries from one process to the next; see the package comment. Safe for use by several
 * threads, and by several processes on one folder.
 *
 * <pre>{@code
 * switch (CacheFolder.open(System.getenv(), log::warn)) {
 *   case CacheOpening.Opened(CacheFolder cache) -> use(cache);
 *   case CacheOpening.Refused(String reason) -> log.warn("nothing is cached: {}", reason);
 * }
 * }</pre>
 */
public final class CacheFolder {
  /** The environment variable that names the folder. */
  public static final String VARIABLE = "EPOCHLY_JIT_CACHE_DIR";

  /** What the entries of a folder may take up together, but for what hosts write at once. */
  static final long BOUND_BYTES = 256L << 20;

  /** A host looks at the whole folder each time it has written this share of the bound. */
  private static final int SHARE = 16;

  private static final Pattern ENTRY = Pattern.compile("[0-9a-f]{64}");
  private static final String UNFINISHED = ".unfinished-";
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final FileAttribute<Set<PosixFilePermission>> MODE_0640 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  private final Path folder;
  private final int user;
  private final long bound;
  private final Consumer<String> warnings;
  private final AtomicBoolean off = new AtomicBoolean();

  /** Bytes written since the folder was last looked at; at first it never was. */
  private final AtomicLong unseen;

  private CacheFolder(Path folder, int user, long bound, Consumer<String> warnings) {
    this.folder = folder;
    this.user = user;
    this.bound = bound;
    this.warnings = warnings;
    this.unseen = new AtomicLong(bound);
  }

  /**
   * Opens the folder that an environment names, and makes it if it is missing.
   *
   * @param environment the host's own, never a guest's
   * @param warnings gets one sentence if the folder fails later, from the thread that noticed
   */
  public static CacheOpening open(Map<String, String> environment, Consumer<String> warnings) {
    try {
      return open(CacheLocation.of(environment), warnings);
    } catch (RefusedException e) {
      return new CacheOpening.Refused(e.getMessage());
    }
  }

  /** The folder that an environment names, be it there or not; empty if it names none. */
  public static Optional<Path> named(Map<String, String> environment) {
    try {
      return Optional.of(CacheLocation.of(environment));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  /** Opens a folder, and makes it if it is missing; as the other method but for the path. */
  public static CacheOpening open(Path folder, Consumer<String> warnings) {
    if (!Ownership.isKnownOn(folder)) {
      // Asked before the user's number, which such a machine may not have.
      return open(folder, 0, BOUND_BYTES, warnings);
    }
    return open(folder, Math.toIntExact(new UnixSystem().getUid()), BOUND_BYTES, warnings);
  }

  static CacheOpening open(Path folder, int user, long bound, Consumer<String> warnings) {
    try {
      return new CacheOpening.Opened(
          new CacheFolder(new TrustedFolder(user).open(folder), user, bound, warnings));
    } catch (RefusedException e) {
      return new CacheOpening.Refused(e.getMessage());
    }
  }

  /**
   * The real path, for what other programs keep there in formats of their own. Such files are not
   * bounded; their names must not be 64 hexadecimal digits.
   */
  public Path path() {
    return folder;
  }

  /** The bytes put under the key by any host, if they are there and whole. */
  public Optional<byte[]> get(CacheKey key) {
    if (off.get()) {
      return Optional.empty();
    }
    Path file = folder.resolve(key.fileName());
    try {
      Ownership found = Ownership.of(file);
      Optional<byte[]> content =
          found.isRegular() && found.belongsTo(user) && !found.isWritableByOthers()
              ? read(key, file)
              : Optional.empty();
      if (content.isPresent()) {
        noteUse(file);
      } else if (found.uid() == user && !found.isFolder()) {
        // At worst it is the good one that another host has just put there.
        Files.deleteIfExists(file);
      }
      return content;
    } catch (NoSuchFileException | AccessDeniedException | ClosedByInterruptException e) {
      // The last is the end of a guest; the folder is sound.
      return Optional.empty();
    } catch (IOException e) {
      switchOff(e);
      return Optional.empty();
    }
  }

  /**
   * Puts bytes under a key, in the place of any there.
   *
   * @return whether they are there now; not if they are too many, or if the folder has failed
   */
  public boolean put(CacheKey key, byte[] content) {
    long size = (long) EntryFormat.HEADER_BYTES + content.length;
    if (off.get() || size > bound / SHARE) {
      return false;
    }
    try {
      write(key, content);
      if (unseen.addAndGet(size) > bound / SHARE) {
        unseen.set(0);
        makeRoom();
      }
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } catch (IOException e) {
      switchOff(e);
      return false;
    }
  }

  private Optional<byte[]> read(CacheKey key, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      if (size > bound / SHARE) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until all is there.
      }
      return EntryFormat.decode(key, bytes.flip());
    }
  }

  private void write(CacheKey key, byte[] content) throws IOException {
    Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              Set.<OpenOption>of(
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE_NEW,
                  LinkOption.NOFOLLOW_LINKS),
              MODE_0640)) {
        ByteBuffer bytes = EntryFormat.encode(key, content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        // Or a loss of power could leave the name with half of the content.
        channel.force(false);
      }
      Files.move(
          unfinished,
          folder.resolve(key.fileName()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** The time of the last change serves as that of the last use: the file itself never changes. */
  private static void noteUse(Path file) {
    try {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(Instant.now()), null, null);
    } catch (IOException e) {
      // Of root's, or removed meanwhile; it was read, which is what counts.
    }
  }

  private record Entry(Path file, long size, FileTime used) {}

  /**
   * Removes the entries used longest ago until a quarter of the bound is free, if less than two
   * shares are, which is what one host may write before it looks again; and what hosts left that
   * died while they wrote.
   */
  private void makeRoom() throws IOException {
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    Instant abandoned = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        boolean unfinished = name.startsWith(UNFINISHED);
        if (!unfinished && !ENTRY.matcher(name).matches()) {
          continue;
        }
        BasicFileAttributes found;
        try {
          found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException removedMeanwhile) {
          continue;
        }
        if (found.isDirectory()) {
          continue;
        }
        if (!unfinished) {
          entries.add(new Entry(file, found.size(), found.lastModifiedTime()));
          total += found.size();
        } else if (found.lastModifiedTime().toInstant().isBefore(abandoned)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (total <= bound - 2 * (bound / SHARE)) {
      return;
    }
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry entry : entries) {
      if (total <= bound - bound / 4) {
        return;
      }
      Files.deleteIfExists(entry.file());
      total -= entry.size();
    }
  }

  private void switchOff(IOException e) {
    if (off.compareAndSet(false, true)) {
      warnings.accept(
          "the cache folder %s is not used any more: %s; what it would have kept is made anew"
              .formatted(folder, e));
    }
  }
}
