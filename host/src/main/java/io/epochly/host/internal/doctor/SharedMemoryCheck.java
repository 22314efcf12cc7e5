package io.epochly.host.internal.doctor;

import io.epochly.host.internal.shared.SealedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that guests share with workers, and hosts with the processes of devices. */
final class SharedMemoryCheck implements Check {
  private static final long MIB = 1 << 20;
  private static final long SMALL = 256 * MIB;
  private static final int TRIAL = 1 << 12;

  private final Path place;

  SharedMemoryCheck() {
    this(Path.of("/dev/shm"));
  }

  /**
   * @param place the file system in memory
   */
  SharedMemoryCheck(Path place) {
    this.place = place;
  }

  @Override
  public String name() {
    return "shared-memory";
  }

  @Override
  public Finding look() throws IOException {
    try {
      SealedMemory.create(TRIAL).close();
    } catch (IOException e) {
      return new Finding.Warn(
          "memory cannot be shared with workers: large arrays go through pipes",
          String.valueOf(e.getMessage()),
          "use Linux 3.17 or later, and let seccomp allow memfd_create");
    }
    String workers = "workers share memory without a file; ";
    if (!Files.isDirectory(place) || !Files.isWritable(place)) {
      return new Finding.Warn(
          workers + "there is no /dev/shm: buffers of devices lie on disk",
          "",
          "mount a tmpfs there");
    }
    long size = Files.getFileStore(place).getTotalSpace();
    String found = workers + "/dev/shm has %d MiB".formatted(size / MIB);
    return size < SMALL
        ? new Finding.Warn(
            found + ", which buffers of devices soon fill; then they lie on disk",
            "",
            "where devices are used, give it %d MiB or more (docker run --shm-size)"
                .formatted(SMALL / MIB))
        : new Finding.Ok(found);
  }
}
