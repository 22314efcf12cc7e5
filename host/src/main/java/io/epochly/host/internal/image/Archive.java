package io.epochly.host.internal.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Packs the folder of the launcher, once all modules have put in what is theirs. */
public final class Archive {
  private static final String ENDING = ".tar.gz";
  private static final String STAMPS = "stamps";

  private final Path home;
  private final Path target;

  private Archive(Path home, Path target) {
    this.home = home;
    this.target = target;
  }

  /**
   * Packs the folder that is the first argument into the file that is the second; an empty name is
   * for a build that wants the folder only.
   *
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean folderOnly = args.length == 1 || (args.length == 2 && args[1].isEmpty());
    if (!folderOnly && (args.length != 2 || !args[1].endsWith(ENDING))) {
      throw new IllegalArgumentException("takes a folder, and the *.tar.gz to write");
    }
    if (!folderOnly) {
      new Archive(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath()).pack();
    }
  }

  /** By tar, because the cache holds only for jars that keep their times. */
  private void pack() throws IOException, InterruptedException {
    String contents = contents();
    Path stamp = target.resolveSibling(target.getFileName() + ".inputs");
    if (Files.exists(target) && Files.exists(stamp) && contents.equals(Files.readString(stamp))) {
      return;
    }
    Files.deleteIfExists(stamp);
    String name = target.getFileName().toString().replace(ENDING, "");
    int status =
        new ProcessBuilder(
                "tar",
                // Most of it is compressed already.
                "--use-compress-program=gzip -1",
                "--owner=0",
                "--group=0",
                "--exclude=./" + STAMPS,
                "--transform=s,^\\.,%s,S".formatted(name),
                "-C",
                home.toString(),
                "-cf",
                target.toString(),
                ".")
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("cannot write %s: tar gave %d".formatted(target, status));
    }
    Files.writeString(stamp, contents);
  }

  /** Names, sizes and times, by which the cache is checked as well. */
  private String contents() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path name = home.relativize(file);
        if (!name.startsWith(STAMPS)) {
          all.append(name)
              .append(' ')
              .append(Files.size(file))
              .append(' ')
              .append(Files.getLastModifiedTime(file))
              .append('\n');
        }
      }
    }
    return all.toString();
  }
}
