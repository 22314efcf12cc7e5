package io.epochly.host;

import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a host, each with where it comes from. What a program sets comes before the
 * EPOCHLY_ variables of the environment, these before the file {@code epochly.toml} (or the table
 * {@code [tool.epochly]} of {@code pyproject.toml}) of the current folder, and that before the
 * defaults. {@code OPERATING.md} lists the keys.
 *
 * <pre>{@code
 * Configuration configuration =
 *     Configuration.builder().level(2).logFile(Path.of("/var/log/app/epochly.log")).build();
 * EpochlyHost host = EpochlyHost.builder().configuration(configuration).build();
 * }</pre>
 */
public final class Configuration {
  private final Settings settings;

  private Configuration(Settings settings) {
    this.settings = settings;
  }

  /**
   * A setting as it is in effect.
   *
   * @param key its name
   * @param value as text, empty if it has none; of a secret at most the last four characters
   * @param source {@code code}, the name of a variable, a file with the line, or {@code default}
   */
  public record Entry(String key, String value, String source) {}

  /** Every setting. */
  public List<Entry> entries() {
    return Arrays.stream(Setting.values())
        .map(
            setting -> {
              Settings.Effective effective = settings.effective(setting);
              return new Entry(setting.key(), effective.text(), effective.source().toString());
            })
        .toList();
  }

  /** What the environment and the file say. */
  public static Configuration load() {
    return builder().build();
  }

  /** A builder that sets nothing yet. */
  public static Builder builder() {
    return new Builder();
  }

  Settings settings() {
    return settings;
  }

  @Override
  public String toString() {
    return entries().toString();
  }

  /** What a program sets. */
  public static final class Builder {
    private final Map<String, Object> code = new LinkedHashMap<>();
    private Map<String, String> environment = System.getenv();
    private Path folder = Path.of("");

    private Builder() {}

    /**
     * Sets a setting by its key.
     *
     * @param value a Boolean, Integer, Long, String or Path, as the setting has it
     */
    public Builder set(String key, Object value) {
      code.put(key, value);
      return this;
    }

    private Builder set(Setting setting, Object value) {
      return set(setting.key(), value);
    }

    /** Says whether functions are optimized at all; guests cannot undo a no. */
    public Builder enabled(boolean value) {
      return set(Setting.ENABLED, value);
    }

    /** Sets the level that guests start with and may not exceed, 0 to 4. */
    public Builder level(int value) {
      return set(Setting.ENHANCEMENT_LEVEL, value);
    }

    /** Sets from which call on a function without a level of its own is compiled. */
    public Builder jitThreshold(int calls) {
      return set(Setting.JIT_THRESHOLD, calls);
    }

    /** Bounds the workers of each executor and pool, whatever policies grant. */
    public Builder maxWorkers(int value) {
      return set(Setting.MAX_WORKERS, value);
    }

    /** Keeps so many processors free of workers. */
    public Builder reserveCores(int value) {
      return set(Setting.RESERVE_CORES, value);
    }

    /** Sets the level of the log: ERROR, WARNING, INFO or DEBUG. */
    public Builder logLevel(String value) {
      return set(Setting.LOG_LEVEL, value);
    }

    /** Writes the log, and audit events, to a file. */
    public Builder logFile(Path value) {
      return set(Setting.LOG_FILE, value);
    }

    /** Sets the form of the log: text or json. */
    public Builder logFormat(String value) {
      return set(Setting.LOG_FORMAT, value);
    }

    /** Names the folder in which the host says how it is; made if only the last part is missing. */
    public Builder runtimeDir(Path value) {
      return set(Setting.RUNTIME_DIR, value);
    }

    /** Names the file whose existence switches everything off. */
    public Builder emergencyFile(Path value) {
      return set(Setting.EMERGENCY_FILE, value);
    }

    /** Looks variables up in another environment than the process's; in an empty one for none. */
    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /** Searches the file in another folder than the current one. */
    public Builder folder(Path value) {
      folder = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws ConfigurationException if a key is unknown or a value wrong, anywhere
     */
    public Configuration build() {
      return new Configuration(new Resolver(environment, folder).resolve(code));
    }
  }
}
