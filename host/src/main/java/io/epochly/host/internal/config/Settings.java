package io.epochly.host.internal.config;

import io.epochly.host.internal.io.FileAccess;
import io.epochly.host.internal.io.Secret;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The value of each setting, and where it comes from. */
public final class Settings {
  /** A value and its source; no value where a setting has no default. */
  public record Effective(Optional<Object> value, Source source) {
    /** The value for people; secrets by their last characters. */
    public String text() {
      return value.map(Effective::shown).orElse("");
    }

    private static String shown(Object value) {
      // What was meant to be a secret may stand where its file belongs.
      return value instanceof Path path ? FileAccess.shown(path) : value.toString();
    }

    /** Whether somebody set it. */
    public boolean isSet() {
      return !(source instanceof Source.Default);
    }
  }

  private static final int MEGABYTES = 20;

  private final Map<Setting, Effective> values;
  private final List<String> warnings;

  Settings(Map<Setting, Effective> values, List<String> warnings) {
    this.values = new EnumMap<>(values);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * The same but for what a program sets beside.
   *
   * @throws io.epochly.host.ConfigurationException if a value is wrong
   */
  public Settings with(Map<Setting, Object> code) {
    Map<Setting, Effective> changed = new EnumMap<>(values);
    code.forEach((setting, value) -> changed.put(setting, Resolver.ofCode(setting, value)));
    return new Settings(changed, warnings);
  }

  /** A setting's value and source. */
  public Effective effective(Setting setting) {
    return values.get(setting);
  }

  /** What its user should hear of, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Whether functions are optimized at all, to begin with. */
  public boolean enabled() {
    return flag(Setting.ENABLED);
  }

  /** Whether a guest may switch on what is off: the variable is the soft way. */
  public boolean mayEnable() {
    return enabled() || effective(Setting.ENABLED).source() instanceof Source.Environment;
  }

  /** The level that guests start with, and the highest that they may choose. */
  public int level() {
    return (int) number(Setting.ENHANCEMENT_LEVEL);
  }

  /** How many bytes a guest's arrays may take on a device. */
  public long deviceMemory() {
    return find(Setting.GPU_MEMORY_LIMIT, Long.class)
        .map(megabytes -> megabytes << MEGABYTES)
        .orElse(Long.MAX_VALUE);
  }

  /** The folder for what is compiled for processes to come, if one was chosen. */
  public Optional<Path> jitCache() {
    return find(Setting.JIT_CACHE_DIR, Path.class);
  }

  /** From which call on a function without a level of its own is compiled. */
  public int jitThreshold() {
    return (int) number(Setting.JIT_THRESHOLD);
  }

  /** How many of the processors kernels may use: those not to be left free, one at least. */
  public int freeCores(int processors) {
    long free = processors - number(Setting.RESERVE_CORES);
    return (int) Math.max(1, Math.min(free, mostWorkers()));
  }

  private long mostWorkers() {
    return find(Setting.MAX_WORKERS, Long.class).orElse((long) Integer.MAX_VALUE);
  }

  /** How many workers a guest may have at most, whatever its policy grants, if that is bounded. */
  public OptionalInt workerBound(int processors) {
    boolean reserves = number(Setting.RESERVE_CORES) > 0;
    int free = reserves ? freeCores(processors) : Integer.MAX_VALUE;
    int bound = (int) Math.min(free, mostWorkers());
    return bound == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(bound);
  }

  /** The strength of workers for which a program names none. */
  public String parallelBackend() {
    return text(Setting.PARALLEL_BACKEND);
  }

  /** How many bytes of memory guests share with their workers. */
  public long sharedMemorySize() {
    return number(Setting.SHARED_MEMORY_SIZE);
  }

  /**
   * How many bytes of memory a guest shares with its workers.
   *
   * @param granted by its policy; bounded if somebody set the setting
   */
  public long sharedMemory(OptionalLong granted) {
    long size = sharedMemorySize();
    boolean bounds = effective(Setting.SHARED_MEMORY_SIZE).isSet();
    return granted.isEmpty() ? size : Math.min(granted.getAsLong(), bounds ? size : Long.MAX_VALUE);
  }

  public String logLevel() {
    return text(Setting.LOG_LEVEL);
  }

  public String logFormat() {
    return text(Setting.LOG_FORMAT);
  }

  /** Standard error where there is none. */
  public Optional<Path> logFile() {
    return find(Setting.LOG_FILE, Path.class);
  }

  /** Whether anything is said of the logs, so that the host looks after them. */
  public boolean setsLogs() {
    return effective(Setting.LOG_LEVEL).isSet()
        || effective(Setting.LOG_FILE).isSet()
        || effective(Setting.LOG_FORMAT).isSet();
  }

  /** Whether guests whose policy opens the network are refused. */
  public boolean offline() {
    return flag(Setting.OFFLINE_MODE);
  }

  public boolean emergencyDisabled() {
    return flag(Setting.EMERGENCY_DISABLE);
  }

  /** The file whose existence switches everything off. */
  public Path emergencyFile() {
    return find(Setting.EMERGENCY_FILE, Path.class).orElseThrow();
  }

  /** The folder in which running hosts say how they are. */
  public Path runtimeDir() {
    return find(Setting.RUNTIME_DIR, Path.class).orElseThrow();
  }

  public Optional<Secret> licenseKey() {
    return find(Setting.LICENSE_KEY, Secret.class);
  }

  public Optional<Path> licenseKeyFile() {
    return find(Setting.LICENSE_KEY_FILE, Path.class);
  }

  /** The folder with the public keys that licences are checked against. */
  public Optional<Path> licensePublicKeys() {
    return find(Setting.LICENSE_PUBLIC_KEYS, Path.class);
  }

  public boolean licenseRequired() {
    return flag(Setting.LICENSE_REQUIRED);
  }

  /** The port that numbers are published on, if they are; 0 is any that is free. */
  public OptionalInt prometheusPort() {
    return find(Setting.PROMETHEUS_PORT, Long.class).stream()
        .mapToInt(Math::toIntExact)
        .findFirst();
  }

  /** The address of that port, in digits. */
  public String prometheusBind() {
    return text(Setting.PROMETHEUS_BIND);
  }

  /** The file of what a scraper must know. */
  public Optional<Path> prometheusTokenFile() {
    return find(Setting.PROMETHEUS_TOKEN_FILE, Path.class);
  }

  private boolean flag(Setting setting) {
    return find(setting, Boolean.class).orElseThrow();
  }

  private long number(Setting setting) {
    return find(setting, Long.class).orElseThrow();
  }

  private String text(Setting setting) {
    return find(setting, String.class).orElseThrow();
  }

  private <T> Optional<T> find(Setting setting, Class<T> type) {
    return effective(setting).value().map(type::cast);
  }
}
