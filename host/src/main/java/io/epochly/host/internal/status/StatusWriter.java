package io.epochly.host.internal.status;

import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Keeps the file of one host up to date until it is closed. */
public final class StatusWriter implements AutoCloseable {
  static final Duration PERIOD = Duration.ofSeconds(5);

  /** By then a start is over, and most scripts are. */
  private static final Duration FIRST = Duration.ofSeconds(3);

  private static final int ID_LENGTH = 8;
  private static final FileAttribute<Set<PosixFilePermission>> MODE_0600 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path place;
  private final boolean asked;
  private final Supplier<HostStatus> status;
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final long pid = ProcessHandle.current().pid();
  private Optional<StatusFile> file = Optional.empty();
  private boolean closed;
  private boolean failing;

  /** What the shutdown of the JVM removes too, as at a signal. */
  private final Thread hook = new Thread(this::remove, "epochly-status-end");

  private StatusWriter(Path place, boolean asked, Supplier<HostStatus> status) {
    this.place = place;
    this.asked = asked;
    this.status = status;
  }

  /**
   * Begins, on a thread of its own.
   *
   * @param place the folder, made if it is missing
   * @param asked whether somebody chose the folder, and is to hear that it cannot be used
   */
  public static StatusWriter start(Path place, boolean asked, Supplier<HostStatus> status) {
    StatusWriter writer = new StatusWriter(place, asked, status);
    Thread.ofPlatform().daemon().name("epochly-status").start(writer::run);
    return writer;
  }

  private void run() {
    try {
      for (Duration pause = FIRST; pausesFor(pause); pause = PERIOD) {
        writeOrTell();
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it.
      throw new IllegalStateException(e);
    }
  }

  /** False if it was closed meanwhile. */
  private synchronized boolean pausesFor(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toMillis(); left > 0 && !closed; ) {
      wait(left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
    return !closed;
  }

  private void writeOrTell() {
    try {
      // Not under the lock: a guest may be slow to tell its numbers.
      write(status.get());
      failing = false;
    } catch (IOException e) {
      if (asked && !failing) {
        LoggerFactory.getLogger(StatusWriter.class)
            .warn("this host cannot say how it is, see runtime_dir: {}", FileAccess.reason(e));
      }
      failing = true;
    }
  }

  private synchronized void write(HostStatus now) throws IOException {
    if (closed) {
      return;
    }
    // Each time: what cleans folders for temporary files may have removed it.
    RuntimeFolder folder = RuntimeFolder.open(place);
    StatusFile target = file.isPresent() ? file.get() : begin(folder);
    Writing writing =
        new Writing(
            pid,
            target.id(),
            target.processStart(),
            started,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            PERIOD);
    ByteBuffer bytes = ByteBuffer.wrap(now.json(writing).getBytes(StandardCharsets.UTF_8));
    Files.deleteIfExists(target.draft());
    try (FileChannel channel = FileChannel.open(target.draft(), NEW, MODE_0600)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    Files.move(target.draft(), target.path(), StandardCopyOption.ATOMIC_MOVE);
  }

  private StatusFile begin(RuntimeFolder folder) throws IOException {
    StatusFiles.removeAbandoned(folder);
    String start = ProcessStart.of(pid).orElse("");
    String id = UUID.randomUUID().toString().substring(0, ID_LENGTH);
    StatusFile opened = StatusFile.of(folder, pid, id, start);
    file = Optional.of(opened);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      throw new IOException("the process ends", e);
    }
    return opened;
  }

  private synchronized void remove() {
    closed = true;
    notifyAll();
    if (file.isPresent()) {
      try {
        Files.deleteIfExists(file.get().path());
        Files.deleteIfExists(file.get().draft());
      } catch (IOException e) {
        // Whoever reads it sees that the process is gone, and the next host removes it.
        return;
      }
    }
  }

  /** Removes the file. */
  @Override
  public void close() {
    boolean hooked;
    synchronized (this) {
      hooked = file.isPresent() && !closed;
    }
    remove();
    if (hooked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM ends, and has run it or is about to.
        return;
      }
    }
  }
}
