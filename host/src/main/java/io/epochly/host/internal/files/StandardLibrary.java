package io.epochly.host.internal.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Python's standard library as a tree of class path resources, at a path that exists in guests
 * only. Nothing is unpacked, so no cache folder of the host can show up in a guest.
 */
public final class StandardLibrary {
  /** Where guests find it: their {@code sys.prefix}. */
  public static final Path HOME = Path.of("/usr/lib/epochly-python");

  /** The part that is written in Python and the same for every interpreter. */
  public static final Path PYTHON = HOME.resolve("lib/python3.12");

  /** The part that belongs to this interpreter. */
  public static final Path CORE = HOME.resolve("lib/graalpy25.0");

  /**
   * Where the library compiled lies on the class path, if it does: a tree as under {@link #HOME}.
   */
  public static final String BYTECODE = "META-INF/epochly/bytecode/";

  /** The resource with the names of all files in that tree, a line each. */
  public static final String BYTECODE_LIST = "META-INF/epochly/bytecode.files";

  private static final String RESOURCES = "META-INF/resources/";
  private static final Map<String, Path> TREES = Map.of("libpython", PYTHON, "libgraalpy", CORE);

  /** Archives cannot hold times before 1980, so a guest that zips a module needs a later one. */
  static final FileTime TIME = FileTime.from(Instant.parse("2025-01-01T00:00:00Z"));

  /** A file or folder of the library. */
  sealed interface Entry {}

  /** A folder, by the names in it. */
  record Folder(Map<String, Entry> entries) implements Entry {}

  /** A file, by the name of the resource that holds it. */
  record Leaf(String resource) implements Entry {
    long size() throws IOException {
      return connection().getContentLengthLong();
    }

    byte[] read() throws IOException {
      try (InputStream in = connection().getInputStream()) {
        return in.readAllBytes();
      }
    }

    private URLConnection connection() throws IOException {
      URL url = StandardLibrary.class.getClassLoader().getResource(resource);
      if (url == null) {
        throw new IOException("the class path changed: " + resource + " is gone");
      }
      return url.openConnection();
    }
  }

  private final Folder root;

  private StandardLibrary(Folder root) {
    this.root = root;
  }

  /**
   * Reads the list of the library's files, not the files.
   *
   * @throws IllegalStateException if the jar with Python's library is not on the class path
   */
  public static StandardLibrary load() {
    Folder root = new Folder(new HashMap<>());
    ClassLoader loader = StandardLibrary.class.getClassLoader();
    TREES.forEach((tree, place) -> addTree(loader, root, tree, place));
    addBytecode(loader, root);
    return new StandardLibrary(root);
  }

  private static void addTree(ClassLoader loader, Folder root, String tree, Path place) {
    URL list = loader.getResource(RESOURCES + tree + ".files");
    if (list == null) {
      throw new IllegalStateException(
          "Python's standard library is missing: put org.graalvm.python:python-resources on the"
              + " class path");
    }
    String prefix = RESOURCES + tree + "/";
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String name = line.substring(0, Math.max(0, line.indexOf(" = ")));
        if (name.startsWith(prefix)) {
          String inTree = name.substring(prefix.length());
          add(root, HOME.relativize(place).resolve(inTree), name);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Python's standard library cannot be read", e);
    }
  }

  /** Without it, guests compile what they import. */
  private static void addBytecode(ClassLoader loader, Folder root) {
    try (InputStream list = loader.getResourceAsStream(BYTECODE_LIST)) {
      if (list != null) {
        new String(list.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .forEach(name -> add(root, Path.of(name), BYTECODE + name));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Python's compiled library cannot be read", e);
    }
  }

  private static void add(Folder root, Path place, String resource) {
    Folder folder = root;
    for (int i = 0; i < place.getNameCount() - 1; i++) {
      folder =
          (Folder)
              folder
                  .entries()
                  .computeIfAbsent(
                      place.getName(i).toString(), name -> new Folder(new HashMap<>()));
    }
    folder.entries().put(place.getFileName().toString(), new Leaf(resource));
  }

  /** Whether a normalized guest path lies in the library's folder. */
  static boolean holds(Path normalized) {
    return normalized.startsWith(HOME);
  }

  /** The entry at a normalized path under {@link #HOME}, if there is one. */
  Optional<Entry> find(Path normalized) {
    Entry entry = root;
    for (Path name : HOME.relativize(normalized)) {
      if (name.toString().isEmpty()) {
        continue;
      }
      if (!(entry instanceof Folder(Map<String, Entry> entries))) {
        return Optional.empty();
      }
      Entry next = entries.get(name.toString());
      if (next == null) {
        return Optional.empty();
      }
      entry = next;
    }
    return Optional.of(entry);
  }

  Entry get(Path normalized) throws NoSuchFileException {
    return find(normalized).orElseThrow(() -> new NoSuchFileException(normalized.toString()));
  }

  /** The names in a folder, sorted. */
  static List<String> names(Folder folder) {
    return Collections.unmodifiableList(new ArrayList<>(new TreeMap<>(folder.entries()).keySet()));
  }
}
