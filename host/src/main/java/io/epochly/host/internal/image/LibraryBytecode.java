package io.epochly.host.internal.image;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.host.internal.files.StandardLibrary;
import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.io.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Compiles Python's standard library, in a guest, and writes the result as a jar. */
public final class LibraryBytecode {
  private LibraryBytecode() {}

  /**
   * Writes the jar that is the only argument.
   *
   * @throws IOException if it cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    try (TemporaryFolder folder = TemporaryFolder.createIn(jar.getParent())) {
      Path path = folder.path();
      try (EpochlyHost host = EpochlyHost.create();
          Guest guest =
              host.openGuest(GuestPolicy.builder().allowRead(path).allowWrite(path).build())) {
        guest.eval(script());
        guest.call("compile_library", StandardLibrary.HOME.toString(), path.toString());
      }
      List<Path> files;
      try (Stream<Path> walk = Files.walk(path)) {
        files = walk.filter(Files::isRegularFile).sorted().toList();
      }
      pack(path, files, jar);
    }
  }

  /** What the guest runs. */
  static String script() {
    return Resources.text(LibraryBytecode.class, "compile_library.py");
  }

  /** Not compressed: it is read at every start. */
  private static void pack(Path folder, List<Path> files, Path jar) throws IOException {
    StringBuilder list = new StringBuilder();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files) {
        String name = folder.relativize(file).toString();
        list.append(name).append('\n');
        store(out, StandardLibrary.BYTECODE + name, Files.readAllBytes(file));
      }
      store(out, StandardLibrary.BYTECODE_LIST, list.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void store(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setLastModifiedTime(FileTime.fromMillis(0));
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
