package io.epochly.host.internal.config;

import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.config.Settings.Effective;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the value of each setting: code before environment before file before default. */
public final class Resolver {
  private static final Source DEFAULT = new Source.Default();
  private static final Source CODE = new Source.Code();
  private static final Pattern SERVICE_ADDRESS = Pattern.compile("\\s*(tcp|udp|sctp)://");

  private final Map<String, String> environment;
  private final Path folder;

  /**
   * @param environment where the variables are looked up
   * @param folder where files are searched, and what relative paths of code and variables start
   *     from
   */
  public Resolver(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder.toAbsolutePath();
  }

  /**
   * The settings.
   *
   * @param code what the program sets, by key
   * @throws ConfigurationException if a value is wrong anywhere, or a key of code or file unknown
   */
  public Settings resolve(Map<String, Object> code) {
    Optional<ConfigurationFile> file =
        ConfigurationFile.find(variable(ConfigurationFile.VARIABLE).map(this::path), folder);
    code.keySet().forEach(key -> known(key, "set by code"));
    file.ifPresent(f -> f.values().keySet().forEach(key -> known(key, "set in " + f.source(key))));
    Map<Setting, Effective> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, effective(setting, code, file));
    }
    return new Settings(values, warnings());
  }

  /** What holds where nobody sets anything. */
  public static Settings defaults(Map<String, String> environment) {
    Resolver resolver = new Resolver(environment, Path.of(""));
    Map<Setting, Effective> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, resolver.usual(setting));
    }
    return new Settings(values, List.of());
  }

  private static void known(String key, String where) {
    if (Setting.ofKey(key).isEmpty()) {
      throw new ConfigurationException(
          "there is no setting '%s', %s; %s"
              .formatted(
                  key,
                  where,
                  Suggestion.of(key, Setting.keys())
                      .map("did you mean '%s'?"::formatted)
                      .orElse("there are: " + String.join(", ", Setting.keys()))));
    }
  }

  private Effective effective(
      Setting setting, Map<String, Object> code, Optional<ConfigurationFile> file) {
    // All are read, also those that do not count: a wrong value is wrong wherever it stands.
    List<Effective> said = new ArrayList<>();
    file.ifPresent(f -> fromFile(setting, f).ifPresent(said::add));
    variable(setting.variable())
        .filter(text -> !isServiceAddress(setting, text))
        .ifPresent(text -> said.add(fromEnvironment(setting, text)));
    @Nullable Object set = code.get(setting.key());
    if (set != null) {
      said.add(ofCode(setting, set, folder));
    }
    if (setting == Setting.EMERGENCY_DISABLE) {
      return said.stream()
          .filter(one -> one.value().equals(Optional.of(true)))
          .reduce((first, second) -> second)
          .orElseGet(() -> usual(setting));
    }
    if (setting == Setting.TELEMETRY || said.isEmpty()) {
      return usual(setting);
    }
    return said.getLast();
  }

  /** What a program sets, with the paths in it from the current folder on. */
  static Effective ofCode(Setting setting, Object value) {
    return ofCode(setting, value, Path.of("").toAbsolutePath());
  }

  private static Effective ofCode(Setting setting, Object value, Path folder) {
    return new Effective(Optional.of(read(setting, value, CODE, folder)), CODE);
  }

  /** Whether Kubernetes put it there for a service named epochly-prometheus. */
  private static boolean isServiceAddress(Setting setting, String text) {
    return setting == Setting.PROMETHEUS_PORT && SERVICE_ADDRESS.matcher(text).lookingAt();
  }

  private Effective usual(Setting setting) {
    Optional<Object> value =
        switch (setting) {
          case EMERGENCY_FILE -> Optional.of(EmergencyFile.usual(environment));
          case RUNTIME_DIR -> Optional.of(RuntimeDirectory.usual(environment));
          default -> setting.usual();
        };
    return new Effective(value, DEFAULT);
  }

  private Optional<Effective> fromFile(Setting setting, ConfigurationFile file) {
    @Nullable Object raw = file.values().get(setting.key());
    if (raw == null) {
      return Optional.empty();
    }
    Source source = file.source(setting.key());
    Object value = read(setting, raw, source, file.folder());
    if (file.found() && value instanceof Path path && !path.startsWith(file.folder())) {
      throw new ConfigurationException(
          ("%s, set in %s, leads out of the folder of that file, which was found and not named: set %s,"
                  + " or name the file by %s")
              .formatted(setting.key(), source, setting.variable(), ConfigurationFile.VARIABLE));
    }
    return Optional.of(new Effective(Optional.of(value), source));
  }

  private Effective fromEnvironment(Setting setting, String text) {
    Source source = new Source.Environment(setting.variable());
    Object value = read(setting, text, source, folder);
    return new Effective(
        Optional.of(setting.isNegatedByVariable() ? !(Boolean) value : value), source);
  }

  private static Object read(Setting setting, Object raw, Source source, Path folder) {
    try {
      return setting.kind().read(raw, folder);
    } catch (BadValueException e) {
      throw new ConfigurationException(
          "the value of %s, set in %s, is not accepted: it is to be %s"
              .formatted(setting.key(), source, e.getMessage()));
    }
  }

  /** A variable that is set to nothing is not set. */
  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  private Path path(String text) {
    try {
      return Path.of(text.strip());
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          "%s is no path that this system can name".formatted(ConfigurationFile.VARIABLE));
    }
  }

  /** Orchestrators set variables of such names, as EPOCHLY_PORT for a service named epochly. */
  private List<String> warnings() {
    List<String> known = Setting.variables().toList();
    List<String> warnings = new ArrayList<>();
    String port = Setting.PROMETHEUS_PORT.variable();
    if (variable(port)
        .filter(text -> isServiceAddress(Setting.PROMETHEUS_PORT, text))
        .isPresent()) {
      warnings.add(
          "the variable %s is the address of a service that an orchestrator put there, and is ignored"
              .formatted(port));
    }
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(Setting.PREFIX) && !known.contains(name)) {
        warnings.add(
            "the variable %s is no setting of this version%s"
                .formatted(
                    name,
                    Suggestion.of(name, known)
                        .map("; did you mean %s?"::formatted)
                        .orElse(" and is ignored")));
      }
    }
    return warnings;
  }
}
