package io.epochly.kernels.internal.process;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Private folders for what a process and its device process share: one in memory, if there is a
 * file system for that, and one where temporary files lie, for when the first is full.
 */
final class SharedFiles implements AutoCloseable {
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final int CHUNK = 1 << 20;

  private final List<Path> folders = new ArrayList<>();
  private int numbers;

  SharedFiles() {
    try {
      if (Files.isDirectory(IN_MEMORY) && Files.isWritable(IN_MEMORY)) {
        folders.add(privateFolder(IN_MEMORY));
      }
      folders.add(privateFolder(Path.of(System.getProperty("java.io.tmpdir"))));
    } catch (IOException e) {
      close();
      throw new DeviceException("no private folder can be made for buffers: " + e.getMessage(), e);
    }
  }

  private static Path privateFolder(Path in) throws IOException {
    return Files.createTempDirectory(
        in,
        "epochly-device",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The folder on disk. */
  Path folder() {
    return folders.getLast();
  }

  /** A mapped file. */
  record Shared(Path file, MemorySegment content, Arena arena) {
    /** Removes the name: only those who have it mapped already reach it. */
    void unlink() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("a buffer's file cannot be removed", e);
      }
    }
  }

  /**
   * A new file of so many bytes, all of them there.
   *
   * @throws OutOfDeviceMemoryException when no folder has room
   */
  Shared make(long bytes) {
    String message = "";
    for (Path folder : folders) {
      Path file = folder.resolve("buffer" + numbers++);
      Arena arena = Arena.ofShared();
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        // A hole in a file is a fault when the disk is full; what is written is there.
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes));
        for (long at = 0; at < bytes; ) {
          zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
          at += channel.write(zeros, at);
        }
        return new Shared(
            file, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena), arena);
      } catch (IOException e) {
        arena.close();
        delete(file);
        message = e.getMessage();
      }
    }
    throw new OutOfDeviceMemoryException(
        "no room for a buffer of " + bytes + " bytes in " + folders + ": " + message);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // The folder goes, with all in it, when the device is closed.
    }
  }

  @Override
  public void close() {
    for (Path folder : folders) {
      try {
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult postVisitDirectory(Path dir, IOException e)
                  throws IOException {
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException _) {
        // A temporary folder that stays is nobody's harm: its buffers are unlinked.
      }
    }
  }
}
