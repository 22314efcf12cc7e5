package io.epochly.host.internal.files;

import io.epochly.host.internal.files.StandardLibrary.Entry;
import io.epochly.host.internal.files.StandardLibrary.Folder;
import io.epochly.host.internal.files.StandardLibrary.Leaf;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.graalvm.polyglot.io.FileSystem;

/** One guest's file system: the grants of its policy and the standard library, nothing else. */
public final class GuestFileSystem implements FileSystem {
  /** The guest's name for the host's working folder, and its first working folder. */
  public static final Path WORKING_FOLDER = Path.of("/epochly/work");

  /** Set for a JVM in which no path leads to anything that is not granted. */
  public static final String SANDBOXED = "epochly.sandboxed";

  private static final Path NULL_DEVICE = Path.of("/dev/null");
  private static final Set<? extends OpenOption> WRITING =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.DELETE_ON_CLOSE);

  /** Where a guest's path leads. */
  private sealed interface Place {}

  private record InLibrary(Path normalized) implements Place {}

  private record OnDisk(Path real) implements Place {}

  private final StandardLibrary library;
  private final Grants grants;
  private final Path hostFolder;
  private volatile Path workingFolder = WORKING_FOLDER;

  /**
   * @param folder the host's folder that is the guest's {@link #WORKING_FOLDER}
   */
  public GuestFileSystem(StandardLibrary library, List<Grant> grants, Path folder) {
    this.library = library;
    this.grants = new Grants(grants);
    this.hostFolder = folder;
  }

  @Override
  public Path parsePath(URI uri) {
    return Path.of(uri);
  }

  @Override
  public Path parsePath(String path) {
    return Path.of(path);
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return workingFolder.resolve(path);
  }

  @Override
  public void setCurrentWorkingDirectory(Path folder) {
    workingFolder = toAbsolutePath(folder).normalize();
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    switch (locate(path, options)) {
      case InLibrary(Path normalized) -> {
        library.get(normalized);
        if (modes.contains(AccessMode.WRITE)) {
          throw denied(path);
        }
      }
      case OnDisk(Path real) -> {
        requireEither(path, real);
        if (modes.contains(AccessMode.READ)) {
          require(path, real, Grant.Access.READ);
        }
        if (modes.contains(AccessMode.WRITE)) {
          require(path, real, Grant.Access.WRITE);
        }
        try (DiskEntry entry = grants.reach(real)) {
          entry.checkAccess(modes);
        }
      }
    }
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean writes = options.stream().anyMatch(WRITING::contains);
    return switch (locate(path)) {
      case InLibrary(Path normalized) -> {
        Entry entry = library.get(normalized);
        if (writes) {
          throw denied(path);
        }
        yield switch (entry) {
          case Leaf leaf -> new BytesChannel(leaf.read());
          case Folder folder -> new BytesChannel(new byte[0]);
        };
      }
      case OnDisk(Path real) -> {
        if (writes) {
          require(path, real, Grant.Access.WRITE);
        }
        if (!writes || options.contains(StandardOpenOption.READ)) {
          require(path, real, Grant.Access.READ);
        }
        // The path is free of links: one that appears now was put there after the check.
        Optional<Path> within = grants.around(real);
        if (within.isEmpty()) {
          Set<OpenOption> unlinked = new HashSet<>(options);
          unlinked.add(LinkOption.NOFOLLOW_LINKS);
          yield Files.newByteChannel(real, unlinked, attributes);
        }
        try (HeldFolder folder = HeldFolder.of(within.get(), real)) {
          yield folder.open(options, attributes);
        }
      }
    };
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return switch (locate(path)) {
      case InLibrary(Path normalized) -> {
        if (!(library.get(normalized) instanceof Folder folder)) {
          throw new NotDirectoryException(path.toString());
        }
        List<Path> paths = new ArrayList<>();
        for (String name : StandardLibrary.names(folder)) {
          Path entry = path.resolve(name);
          if (filter.accept(entry)) {
            paths.add(entry);
          }
        }
        yield new ListedFolder(paths);
      }
      case OnDisk(Path real) -> {
        require(path, real, Grant.Access.READ);
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = entries(real)) {
          for (Path entry : entries) {
            Path seen = path.resolve(entry.getFileName());
            if (filter.accept(seen)) {
              paths.add(seen);
            }
          }
        } catch (DirectoryIteratorException e) {
          throw e.getCause();
        }
        yield new ListedFolder(paths);
      }
    };
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return switch (locate(path, options)) {
      case InLibrary(Path normalized) -> attributes(library.get(normalized), names);
      case OnDisk(Path real) -> {
        requireEither(path, real);
        // Free of links, unless one is asked for: then it is the last.
        try (DiskEntry entry = grants.reach(real)) {
          yield entry.readAttributes(names);
        }
      }
    };
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    try (DiskEntry entry = grants.reach(writable(path, options), options)) {
      entry.setAttribute(name, value);
    }
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    try (DiskEntry entry = grants.reach(writable(path, LinkOption.NOFOLLOW_LINKS))) {
      entry.createDirectory(attributes);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Path real = writable(path, LinkOption.NOFOLLOW_LINKS);
    Optional<Path> within = grants.around(real);
    if (within.isEmpty()) {
      Files.delete(real);
      return;
    }
    try (HeldFolder folder = HeldFolder.of(within.get(), real)) {
      folder.delete();
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    // What was only writable becomes readable, or the reverse, when the two folders differ.
    Path from = writable(source, LinkOption.NOFOLLOW_LINKS);
    Path to = writable(target, LinkOption.NOFOLLOW_LINKS);
    if (isGranted(to, Grant.Access.READ) && !isGranted(from, Grant.Access.READ)) {
      throw denied(source);
    }
    // What was granted itself stays what it is: a link could come to its place.
    if (grants.name(from)) {
      throw denied(source);
    }
    if (grants.name(to)) {
      throw denied(target);
    }
    try (HeldFolder here = HeldFolder.of(grants.around(from).orElseThrow(), from);
        HeldFolder there = HeldFolder.of(grants.around(to).orElseThrow(), to)) {
      here.moveTo(there, options);
    }
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    throw denied(link);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    throw denied(link);
  }

  @Override
  public Path readSymbolicLink(Path path) throws IOException {
    return switch (locate(path, LinkOption.NOFOLLOW_LINKS)) {
      case InLibrary(Path normalized) -> {
        library.get(normalized);
        throw new NotLinkException(path.toString());
      }
      case OnDisk(Path real) -> {
        requireEither(path, real);
        try (DiskEntry entry = grants.reach(real)) {
          yield entry.readSymbolicLink();
        }
      }
    };
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    return switch (locate(path, options)) {
      case InLibrary(Path normalized) -> {
        library.get(normalized);
        yield normalized;
      }
      case OnDisk(Path real) -> {
        requireEither(path, real);
        Path now = real.toRealPath(options);
        requireEither(path, now);
        yield guestName(now);
      }
    };
  }

  @Override
  public boolean isSameFile(Path one, Path other, LinkOption... options) throws IOException {
    return toRealPath(one, options).equals(toRealPath(other, options));
  }

  private Path writable(Path path, LinkOption... options) throws IOException {
    return switch (locate(path, options)) {
      case InLibrary inLibrary -> throw denied(path);
      case OnDisk(Path real) -> {
        require(path, real, Grant.Access.WRITE);
        yield real;
      }
    };
  }

  private Place locate(Path path, LinkOption... options) throws IOException {
    Path absolute = toAbsolutePath(path);
    Path normalized = absolute.normalize();
    if (StandardLibrary.holds(normalized)) {
      return new InLibrary(normalized);
    }
    if (normalized.equals(NULL_DEVICE)) {
      return new OnDisk(NULL_DEVICE);
    }
    Path onHost = hostPath(absolute);
    boolean follow = !List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
    Path real = follow ? RealPaths.resolve(onHost) : RealPaths.resolveParent(onHost);
    return new OnDisk(real);
  }

  private Path hostPath(Path absolute) {
    if (absolute.startsWith(WORKING_FOLDER)) {
      return hostFolder.resolve(WORKING_FOLDER.relativize(absolute).toString());
    }
    for (Grant grant : grants.all()) {
      if (absolute.startsWith(grant.name())) {
        return grant.real().resolve(grant.name().relativize(absolute).toString());
      }
    }
    return absolute;
  }

  private Path guestName(Path real) {
    for (Grant grant : grants.all()) {
      if (grant.covers(real)) {
        return grant.name().resolve(grant.real().relativize(real).toString());
      }
    }
    return real;
  }

  private DirectoryStream<Path> entries(Path real) throws IOException {
    Optional<Path> within = grants.around(real);
    if (within.isEmpty()) {
      return Files.newDirectoryStream(real);
    }
    try (HeldFolder folder = HeldFolder.of(within.get(), real)) {
      return folder.list();
    }
  }

  private boolean isGranted(Path real, Grant.Access access) {
    return isGranted(real, grant -> grant.access() == access);
  }

  private boolean isGranted(Path real, Predicate<Grant> how) {
    return real.equals(NULL_DEVICE) || grants.allow(real, how);
  }

  private void require(Path path, Path real, Grant.Access access) throws IOException {
    if (!isGranted(real, access)) {
      throw denied(path);
    }
  }

  /** What a file is, as against what is in it, is told for either kind of grant. */
  private void requireEither(Path path, Path real) throws IOException {
    if (!isGranted(real, grant -> true)) {
      throw denied(path);
    }
  }

  private static AccessDeniedException denied(Path path) {
    return new AccessDeniedException(path.toString());
  }

  private static Map<String, Object> attributes(Entry entry, String names) throws IOException {
    boolean folder = entry instanceof Folder;
    Set<PosixFilePermission> permissions =
        folder
            ? PosixFilePermissions.fromString("r-xr-xr-x")
            : EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
    int view = names.indexOf(':');
    if (view >= 0 && !Set.of("basic", "posix").contains(names.substring(0, view))) {
      throw new UnsupportedOperationException("view " + names.substring(0, view));
    }
    Map<String, Object> all = new HashMap<>();
    all.put("isDirectory", folder);
    all.put("isRegularFile", !folder);
    all.put("isSymbolicLink", false);
    all.put("isOther", false);
    all.put("lastModifiedTime", StandardLibrary.TIME);
    all.put("lastAccessTime", StandardLibrary.TIME);
    all.put("creationTime", StandardLibrary.TIME);
    all.put("size", entry instanceof Leaf leaf ? leaf.size() : 0L);
    all.put("permissions", permissions);
    Set<String> wanted = Set.of(names.substring(view + 1).split(","));
    if (!wanted.contains("*")) {
      if (!all.keySet().containsAll(wanted)) {
        throw new UnsupportedOperationException("attributes " + names);
      }
      all.keySet().retainAll(wanted);
    }
    return all;
  }

  /** The entries of a folder, read at once so that no handle stays open in a guest. */
  private record ListedFolder(List<Path> paths) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
      return paths.iterator();
    }

    @Override
    public void close() {}
  }
}
