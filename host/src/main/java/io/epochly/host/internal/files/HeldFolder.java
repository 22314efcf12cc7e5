package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The folder of a file, held open. It was reached step by step from a granted one without following
 * a link, so that one which somebody put in the place of a folder after the path was judged leads
 * nowhere: what is done in here is done in the folder that was judged, or one moved to its place.
 *
 * <p>By Java's secure folders, which the JVM grants nothing for. What these do not offer is asked
 * by the path and believed of the same file only, or refused.
 */
final class HeldFolder implements DiskEntry {
  private static final String KEY = "fileKey";
  private static final Set<String> VIEWS = Set.of("basic", "posix", "unix");
  private static final int TRIES = 10;

  private final SecureDirectoryStream<Path> stream;
  private final Path real;
  private final Path name;
  private final Path granted;
  private final boolean writable;

  private HeldFolder(
      SecureDirectoryStream<Path> stream, Path granted, Path real, boolean writable) {
    this.stream = stream;
    this.granted = granted;
    this.real = real;
    this.name = Objects.requireNonNull(real.getFileName());
    this.writable = writable;
  }

  /**
   * Opens the folder that a path leads to, which starts with {@code granted}, itself no link.
   *
   * @throws IOException also if the system has no way to do it
   */
  static HeldFolder of(Path granted, Path real) throws IOException {
    return of(granted, real, false);
  }

  /**
   * Likewise.
   *
   * @param writable whether another folder may be made in the granted one
   */
  static HeldFolder of(Path granted, Path real, boolean writable) throws IOException {
    Path steps = granted.relativize(real);
    SecureDirectoryStream<Path> held = secure(Files.newDirectoryStream(granted), granted);
    for (int i = 0; i < steps.getNameCount() - 1; i++) {
      // The outer one is not needed to keep the inner one open.
      try (SecureDirectoryStream<Path> outer = held) {
        held = outer.newDirectoryStream(steps.getName(i), LinkOption.NOFOLLOW_LINKS);
      }
    }
    return new HeldFolder(held, granted, real, writable);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path folder)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system cannot hold a folder open: " + folder.getFileName());
  }

  SeekableByteChannel open(Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Set<OpenOption> unlinked = new HashSet<>(options);
    unlinked.add(LinkOption.NOFOLLOW_LINKS);
    return stream.newByteChannel(name, unlinked, attributes);
  }

  /** What is in the folder of this name. */
  DirectoryStream<Path> list() throws IOException {
    return stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  void delete() throws IOException {
    if (attributes().isDirectory()) {
      stream.deleteDirectory(name);
    } else {
      stream.deleteFile(name);
    }
  }

  /** By the kernel's rename, which replaces what is there. */
  void moveTo(HeldFolder target, CopyOption... options) throws IOException {
    if (!Set.of(options).contains(StandardCopyOption.REPLACE_EXISTING) && target.exists()) {
      throw new FileAlreadyExistsException(target.name.toString());
    }
    stream.move(name, target.stream, target.name);
  }

  private boolean exists() throws IOException {
    try {
      attributes();
      return true;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    return stream
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /** That it is there is certain; the modes are those of what the path leads to. */
  @Override
  public void checkAccess(Set<? extends AccessMode> modes) throws IOException {
    attributes();
    if (!modes.isEmpty()) {
      ByPath.check(real, modes);
    }
  }

  /**
   * Made in the granted folder, which no one can swap, and moved to its place from there; refused
   * where that is granted for reading only, or lies on another file system. An empty folder that
   * comes to its place at that moment is replaced, unlike by the kernel's mkdir.
   */
  @Override
  public void createDirectory(FileAttribute<?>... attributes) throws IOException {
    if (exists()) {
      throw new FileAlreadyExistsException(real.toString());
    }
    if (!writable) {
      throw new AccessDeniedException(real.toString());
    }
    Path made = Path.of(".made-" + UUID.randomUUID());
    try (SecureDirectoryStream<Path> outer = secure(Files.newDirectoryStream(granted), granted)) {
      Files.createDirectory(granted.resolve(made), attributes);
      try {
        outer.move(made, stream, name);
      } catch (IOException e) {
        try {
          outer.deleteDirectory(made);
        } catch (IOException left) {
          e.addSuppressed(left);
        }
        throw e;
      }
    }
  }

  @Override
  public Map<String, Object> readAttributes(String names) throws IOException {
    int view = names.indexOf(':') + 1;
    if (view > 0 && !VIEWS.contains(names.substring(0, view - 1))) {
      throw new UnsupportedOperationException("view " + names.substring(0, view - 1));
    }
    boolean told = names.substring(view).matches("(.*,)?(\\*|fileKey)(,.*)?");
    String asked = told ? names : names + ',' + KEY;
    for (int i = 0; i < TRIES; i++) {
      Object key = attributes().fileKey();
      Optional<Map<String, Object>> read = byPath(asked);
      if (read.isPresent() && key.equals(read.get().get(KEY))) {
        if (!told) {
          read.get().remove(KEY);
        }
        return read.get();
      }
    }
    // Something else lies there by the path each time, or nothing.
    throw new AccessDeniedException(real.toString());
  }

  /** Whatever the path leads to; whether that is missing is nobody's business. */
  private Optional<Map<String, Object>> byPath(String names) {
    try {
      return Optional.of(
          new HashMap<>(Files.readAttributes(real, names, LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void setAttribute(String name, Object value) throws IOException {
    BasicFileAttributes now = attributes();
    if (!now.isRegularFile() && !now.isDirectory()) {
      // Opening it, as is done for this, may wait or have an effect.
      throw new AccessDeniedException(real.toString());
    }
    PosixFileAttributeView view =
        stream.getFileAttributeView(
            this.name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    switch (name) {
      case "lastModifiedTime", "basic:lastModifiedTime" ->
          view.setTimes((FileTime) value, null, null);
      case "lastAccessTime", "basic:lastAccessTime" -> view.setTimes(null, (FileTime) value, null);
      case "posix:permissions" -> view.setPermissions(permissions(value));
      default ->
          throw new UnsupportedOperationException(
              name + " cannot be set in a folder of a grant without access to native functions");
    }
  }

  private static Set<PosixFilePermission> permissions(Object value) {
    Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
    for (Object permission : (Set<?>) value) {
      result.add((PosixFilePermission) permission);
    }
    return result;
  }

  /** Refused: which link was read by a path, nobody knows. */
  @Override
  public Path readSymbolicLink() throws IOException {
    throw new AccessDeniedException(real.toString());
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
