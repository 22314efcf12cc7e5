package io.epochly.host.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The distribution: whoever can write there has their code run by this user. */
final class ImageCheck implements Check {
  private static final String HOME = "epochly.home";
  private static final int OTHERS_WRITE = 0002;

  private static final String CACHE = "epochly.aot";

  /** From there on references are twice as long, and objects not as the cache has them. */
  private static final long MOST_HEAP = 32L << 30;

  private final String home;
  private final Path mapped;

  ImageCheck() {
    this(System.getProperty(HOME, ""), Path.of("/proc/self/maps"));
  }

  /**
   * @param home the folder of the distribution; empty if the host runs from elsewhere
   * @param mapped where the kernel tells which files are mapped into this process, if it does
   */
  ImageCheck(String home, Path mapped) {
    this.home = home;
    this.mapped = mapped;
  }

  @Override
  public String name() {
    return "image";
  }

  @Override
  public Finding look() throws IOException {
    if (home.isEmpty() || !Files.isExecutable(Path.of(home, "runtime/bin/java"))) {
      return new Finding.Warn(
          "there is no runtime image: starts take twice as long",
          home,
          "build with a JDK that has jlink, or unpack the distribution anew");
    }
    for (String part :
        List.of("", "epochly-host", "jvm.options", "lib", "jit", "runtime", "runtime/bin/java")) {
      Path path = Path.of(home, part);
      Map<String, Object> found = Files.readAttributes(path, "unix:uid,mode");
      if (((Integer) found.get("mode") & OTHERS_WRITE) != 0) {
        return new Finding.Fail(
            "every user of the machine can change what this host runs",
            path.toString(),
            "chmod -R o-w the folder of the distribution");
      }
    }
    if (!Files.exists(Path.of(home, CACHE))) {
      return new Finding.Warn(
          "its cache for starts is missing", home, "build it anew, or unpack it anew");
    }
    if (isUsed()) {
      return new Finding.Ok("with its cache for starts", home);
    }
    boolean large = Runtime.getRuntime().maxMemory() >= MOST_HEAP;
    return new Finding.Warn(
        "its cache for starts does not fit"
            + (large ? " heaps of 32 GiB and more" : "")
            + ", and the JVM dropped it: starts take twice as long",
        home,
        large
            ? "let the heap be smaller (-Xmx31g), where that is enough"
            : "unpack it anew, or copy it with the times of its files (cp -a)");
  }

  /**
   * Whether the JVM took the cache, which goes by the times of the jars; it says nothing if not.
   */
  private boolean isUsed() throws IOException {
    if (!Files.isReadable(mapped)) {
      return true;
    }
    try (Stream<String> lines = Files.lines(mapped)) {
      return lines.anyMatch(line -> line.endsWith("/" + CACHE));
    }
  }
}
