package io.epochly.host.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/** Reads small files whose owners matter, and writes new ones whole or not at all. */
public final class FileAccess {
  private static final Path SELF = Path.of("/proc/self");
  private static final int ROOT = 0;
  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST_NAME = 60;
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private FileAccess() {}

  /** How messages name a file; a long name may be a secret, given where a file belongs. */
  public static String shown(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.length() > LONGEST_NAME ? Secret.ending(name) : file.toString();
  }

  /** What a failure is, for people; the JDK's own messages may be a path alone. */
  public static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> shown(denied) + ": permission denied";
      case NoSuchFileException missing -> shown(missing) + ": there is no such file or folder";
      case FileSystemException other ->
          "%s: %s"
              .formatted(
                  shown(other),
                  other.getReason() == null ? other.getClass().getSimpleName() : other.getReason());
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static String shown(FileSystemException failure) {
    return shown(Path.of(String.valueOf(failure.getFile())));
  }

  /** The text of a file, or of a pipe. */
  public static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("%s is larger than any licence, key or token".formatted(shown(file)));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("%s is no text".formatted(shown(file)), e);
    } catch (NoSuchFileException e) {
      throw new IOException("%s: there is no such file".formatted(shown(file)), e);
    } catch (IOException e) {
      throw Files.isDirectory(file)
          ? new IOException("%s is a folder, where a file is needed".formatted(shown(file)), e)
          : e;
    }
  }

  /** Editors and shells put one at the end. */
  public static String withoutLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Refuses what anybody but its owner may read. A group may read what root gives to it, which is
   * how Kubernetes hands out secrets to who is not root.
   */
  public static void requirePrivate(Path file) throws IOException {
    Set<PosixFilePermission> unwanted = EnumSet.copyOf(OTHERS);
    if (user().orElse(ROOT) != ROOT && owner(file) == ROOT) {
      unwanted.remove(PosixFilePermission.GROUP_READ);
    }
    if (has(file, unwanted)) {
      throw new IOException(
          "others than its owner may use %s, which holds a secret: chmod 600 it"
              .formatted(shown(file)));
    }
  }

  /** Refuses what others could have changed. */
  public static void requireUnchanged(Path file) throws IOException {
    if (has(file, OTHERS_WRITE)) {
      throw new IOException(
          "others than its owner may write to %s: chmod go-w it".formatted(shown(file)));
    }
  }

  /** Refuses what belongs neither to root nor to the user of this process. */
  public static void requireOwn(Path file) throws IOException {
    int owner = owner(file);
    if (owner != ROOT && owner != user().orElse(owner)) {
      throw new IOException(
          "%s belongs to another user: it is to be root's, or of the user that runs this"
              .formatted(shown(file)));
    }
  }

  private static int owner(Path file) throws IOException {
    try {
      return (Integer) Files.getAttribute(file, "unix:uid");
    } catch (NoSuchFileException e) {
      throw new IOException("%s: there is no such file".formatted(shown(file)), e);
    }
  }

  /** The number of the user of this process, where the system tells. */
  public static OptionalInt user() {
    try {
      // The kernel gives it the user of the process.
      return OptionalInt.of((Integer) Files.getAttribute(SELF, "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return OptionalInt.empty();
    }
  }

  /** Whether every user of the machine may read it. */
  public static boolean isReadableByOthers(Path file) throws IOException {
    return has(file, EnumSet.of(PosixFilePermission.OTHERS_READ));
  }

  private static boolean has(Path file, Set<PosixFilePermission> unwanted) throws IOException {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(unwanted::contains);
    } catch (NoSuchFileException e) {
      throw new IOException("%s: there is no such file".formatted(shown(file)), e);
    }
  }

  /**
   * Makes a file that is not there yet.
   *
   * @param permissions as {@code rw-------}, from its first moment on
   */
  public static void create(Path file, String permissions, String text) throws IOException {
    create(file, permissions, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Likewise, of bytes. */
  public static void create(Path file, String permissions, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Path draft =
        Files.createTempFile(
            target.getParent(),
            ".epochly",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
      // A link, unlike a rename, never takes the place of a file that is there.
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "%s is there already, and is left alone: name another".formatted(shown(file)), e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
