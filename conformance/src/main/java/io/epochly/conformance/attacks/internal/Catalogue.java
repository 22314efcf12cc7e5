package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Attack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The programs that lie beside the classes of this module, in its folder or its jar. */
public final class Catalogue {
  private static final String FOLDER = "io/epochly/conformance/attacks/programs/";
  private static final String PROGRAM = ".py";

  private Catalogue() {}

  /** All of them, by group and name. */
  public static List<Attack> load() {
    try {
      Path place =
          Path.of(Catalogue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<Attack> attacks =
          Files.isDirectory(place) ? ofFolder(place.resolve(FOLDER)) : ofJar(place);
      attacks.sort(Comparator.comparing(Attack::id));
      return attacks;
    } catch (IOException e) {
      throw new UncheckedIOException("the attacks cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of the attacks is no path", e);
    }
  }

  private static List<Attack> ofFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Attack> attacks = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(PROGRAM)).toList()) {
        attacks.add(attack(folder.relativize(file).toString(), Files.readString(file)));
      }
      return attacks;
    }
  }

  private static List<Attack> ofJar(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      List<Attack> attacks = new ArrayList<>();
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(FOLDER) && name.endsWith(PROGRAM)) {
          byte[] text = jar.getInputStream(entry).readAllBytes();
          attacks.add(
              attack(name.substring(FOLDER.length()), new String(text, StandardCharsets.UTF_8)));
        }
      }
      return attacks;
    }
  }

  private static Attack attack(String file, String text) {
    int slash = file.indexOf('/');
    String name = file.substring(slash + 1, file.length() - PROGRAM.length());
    return Header.parse(file.substring(0, slash), name, text);
  }
}
