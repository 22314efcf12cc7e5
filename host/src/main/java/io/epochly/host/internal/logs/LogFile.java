package io.epochly.host.internal.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a file that may be renamed, removed or truncated meanwhile, as by logrotate:
 * before each line it is looked whether the name still leads to the open file. That costs some
 * microseconds, and needs no signal.
 */
final class LogFile extends AppenderBase<ILoggingEvent> {
  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          // Where the end is by the time of the write, also after a truncation.
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);

  private static final FileAttribute<Set<PosixFilePermission>> MODE_0640 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  private final Path path;
  private final Layout<ILoggingEvent> layout;
  private FileChannel channel;
  private @Nullable Object key;
  private boolean failing;

  /**
   * @throws IOException if the file cannot be opened, or is none
   */
  LogFile(Path path, Layout<ILoggingEvent> layout) throws IOException {
    this.path = path;
    this.layout = layout;
    this.channel = open(path);
    this.key = key(path);
  }

  private static FileChannel open(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileNotFoundException("it is a link, a folder or a device");
    }
    return FileChannel.open(path, OPTIONS, MODE_0640);
  }

  /** What tells the file from another one of the same name; null if there is none. */
  private static @Nullable Object key(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    try {
      Object now = key(path);
      if (now == null || !now.equals(key)) {
        FileChannel fresh = open(path);
        channel.close();
        channel = fresh;
        key = key(path);
      }
      // In one piece, so that no other writer's line comes between.
      ByteBuffer line = ByteBuffer.wrap(layout.doLayout(event).getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        System.err.println(
            "the log file %s cannot be written (%s): lines are lost"
                .formatted(path, e.getClass().getSimpleName()));
      }
    }
  }

  @Override
  public void stop() {
    super.stop();
    try {
      channel.close();
    } catch (IOException e) {
      addError("the log file cannot be closed", e);
    }
  }
}
