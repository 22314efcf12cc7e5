package io.epochly.host.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
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
import java.util.HashSet;
import java.util.Set;

/**
 * The folder of a file, held open. It was reached step by step from a granted one without following
 * a link, so that one which somebody put in the place of a folder after the path was judged leads
 * nowhere: what is done in here is done in the folder that was judged, or one moved to its place.
 */
final class HeldFolder implements Closeable {
  private final SecureDirectoryStream<Path> stream;
  private final Path name;

  private HeldFolder(SecureDirectoryStream<Path> stream, Path name) {
    this.stream = stream;
    this.name = name;
  }

  /**
   * Opens the folder that a path leads to, which starts with {@code granted}, itself no link.
   *
   * @throws IOException also if the system has no way to do it
   */
  static HeldFolder of(Path granted, Path real) throws IOException {
    Path steps = granted.relativize(real);
    SecureDirectoryStream<Path> held = secure(Files.newDirectoryStream(granted), granted);
    for (int i = 0; i < steps.getNameCount() - 1; i++) {
      // The outer one is not needed to keep the inner one open.
      try (SecureDirectoryStream<Path> outer = held) {
        held = outer.newDirectoryStream(steps.getName(i), LinkOption.NOFOLLOW_LINKS);
      }
    }
    return new HeldFolder(held, steps.getFileName());
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

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
