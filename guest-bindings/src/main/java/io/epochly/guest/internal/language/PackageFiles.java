package io.epochly.guest.internal.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of the Python package, from the resources of the jar. */
public final class PackageFiles {
  private static final List<String> NAMES =
      List.of(
          "epochly/__init__.py",
          "epochly/__init__.pyi",
          "epochly/_array.py",
          "epochly/_bindings.py",
          "epochly/_report.py",
          "epochly/_signatures.py",
          "epochly/py.typed");

  private PackageFiles() {}

  /** The files by path, relative to the folder that holds the package. */
  public static Map<String, byte[]> load() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : NAMES) {
      files.put(name, bytes(name));
    }
    return files;
  }

  /** The source that makes the package importable. */
  public static String bootstrap() {
    return text("bootstrap.py");
  }

  /** The functions that the compiler is made warm with; no guest can import them. */
  public static String examples() {
    return text("warm_up.py");
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String name) {
    String resource = "/io/epochly/guest/python/" + name;
    try (InputStream in = PackageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its resource " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
