package io.epochly.host.internal.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.epochly.host.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds and reads the file with the settings: the one that {@link #VARIABLE} names; else {@code
 * epochly.toml} in the folder that the process was started in, or the table {@code [tool.epochly]}
 * of {@code pyproject.toml} there. The folder of a script is not searched: a script that somebody
 * sent must not bring the settings that it runs under.
 *
 * @param path the file
 * @param found whether it was found rather than named: then its paths may not lead out of its
 *     folder, since a guest that may write there could have made it
 * @param values what it says, by key
 * @param lines where it says it, as far as that can be told
 */
record ConfigurationFile(
    Path path, boolean found, Map<String, Object> values, Map<String, Integer> lines) {
  static final String VARIABLE = Setting.PREFIX + "CONFIG";

  private static final String OWN = "epochly.toml";
  private static final String SHARED = "pyproject.toml";
  private static final String TABLE = "/tool/epochly";

  /** The header of the table, as it is usually written. */
  private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*tool\\s*\\.\\s*epochly\\s*].*");

  ConfigurationFile {
    values = Map.copyOf(values);
    lines = Map.copyOf(lines);
  }

  /**
   * The file, if there is one.
   *
   * @param named a file that has to be there
   * @throws ConfigurationException if it cannot be read, is no TOML, or is not to be trusted
   */
  static Optional<ConfigurationFile> find(Optional<Path> named, Path folder) {
    if (named.isPresent()) {
      Path file = folder.resolve(named.get());
      if (!Files.isRegularFile(file)) {
        throw new ConfigurationException(
            "there is no file %s, which is named as the one with the settings".formatted(file));
      }
      boolean shared = String.valueOf(file.getFileName()).equals(SHARED);
      return Optional.of(read(file, false, shared).orElseGet(() -> empty(file)));
    }
    Path own = folder.resolve(OWN);
    if (Files.exists(own)) {
      return read(own, true, false);
    }
    Path shared = folder.resolve(SHARED);
    return Files.exists(shared) ? read(shared, true, true) : Optional.empty();
  }

  private static ConfigurationFile empty(Path file) {
    return new ConfigurationFile(file, false, Map.of(), Map.of());
  }

  private static Optional<ConfigurationFile> read(Path file, boolean found, boolean shared) {
    try {
      String text = Files.readString(file);
      JsonNode root = new TomlMapper().readTree(text);
      JsonNode table = shared ? root.at(TABLE) : root;
      if (table.isMissingNode()) {
        return Optional.empty();
      }
      // Only now: whether a project's own file has such a table is nothing to trust.
      TrustedFile.check(file);
      if (!table.isObject()) {
        throw new ConfigurationException("%s: tool.epochly is to be a table".formatted(file));
      }
      Map<String, Object> values = new LinkedHashMap<>();
      table.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
      return Optional.of(
          new ConfigurationFile(file, found, values, lines(text.lines().toList(), shared, values)));
    } catch (JsonProcessingException e) {
      // Not the parser's own words, which may quote the file.
      throw new ConfigurationException(
          "%s, line %d is not TOML".formatted(file, e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case BOOLEAN -> node.asBoolean();
      case STRING -> node.asText();
      case NUMBER -> node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : node;
      default -> node;
    };
  }

  /** The parser does not tell where a key stands. */
  private static Map<String, Integer> lines(
      List<String> text, boolean shared, Map<String, Object> values) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    int start = 0;
    while (shared && start < text.size() && !HEADER.matcher(text.get(start)).matches()) {
      start++;
    }
    for (String key : values.keySet()) {
      Pattern assignment = Pattern.compile("\\s*[\"']?" + Pattern.quote(key) + "[\"']?\\s*=.*");
      for (int i = start; i < text.size() && !lines.containsKey(key); i++) {
        if (assignment.matcher(text.get(i)).matches()) {
          lines.put(key, i + 1);
        }
      }
    }
    return lines;
  }

  /** Where a key stands. */
  Source source(String key) {
    return new Source.File(path, lines.getOrDefault(key, 0));
  }

  /** What relative paths in it start from. */
  Path folder() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }
}
