package io.epochly.host.internal.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A key of the configuration. */
public enum Setting {
  ENABLED(new Kind.Flag(), true, Owner.GUEST),
  ENHANCEMENT_LEVEL(new Kind.Whole(0, 4), 4L, Owner.GUEST),
  JIT_THRESHOLD(new Kind.Whole(1, 1_000_000), 1L, Owner.GUEST),
  /** Unset: as many as a guest's policy grants. */
  MAX_WORKERS(new Kind.Whole(1, 4096), Owner.GUEST),
  PARALLEL_BACKEND(new Kind.Choice(List.of("auto", "context", "process")), "auto", Owner.GUEST),
  RESERVE_CORES(new Kind.Whole(0, 4096), 0L, Owner.HOST),
  SHARED_MEMORY_SIZE(new Kind.Bytes(), 128L << 20, Owner.HOST),
  /** In MB; unset: what the device has. */
  GPU_MEMORY_LIMIT(new Kind.Whole(1, 1 << 24), Owner.HOST),
  /** Unset: {@code $XDG_CACHE_HOME/epochly}, or {@code ~/.cache/epochly}. */
  JIT_CACHE_DIR(new Kind.Place(), Owner.HOST),
  LOG_LEVEL(new Kind.Choice(List.of("ERROR", "WARNING", "INFO", "DEBUG")), "WARNING", Owner.HOST),
  /** Unset: standard error. */
  LOG_FILE(new Kind.Place(), Owner.HOST),
  LOG_FORMAT(new Kind.Choice(List.of("text", "json")), "text", Owner.HOST),
  LICENSE_KEY(new Kind.Hidden(), Owner.HOST),
  LICENSE_KEY_FILE(new Kind.Place(), Owner.HOST),
  LICENSE_PUBLIC_KEYS(new Kind.Place(), Owner.HOST),
  LICENSE_REQUIRED(new Kind.Flag(), false, Owner.HOST),
  /** Unset: no numbers are published; 0 is any port that is free. */
  PROMETHEUS_PORT(new Kind.Whole(0, 65_535), Owner.HOST),
  PROMETHEUS_BIND(new Kind.Address(), "127.0.0.1", Owner.HOST),
  PROMETHEUS_TOKEN_FILE(new Kind.Place(), Owner.HOST),
  OFFLINE_MODE(new Kind.Flag(), false, Owner.HOST),
  /** Whatever is said, there is none. */
  TELEMETRY(new Kind.Flag(), false, Owner.HOST),
  /** Unset: the user's own folder for what runs, or one for temporary files. */
  RUNTIME_DIR(new Kind.Place(), Owner.HOST),
  /** Unset: a file in the folder for what runs. */
  EMERGENCY_FILE(new Kind.Place(), Owner.HOST),
  /** Whoever says so wins. */
  EMERGENCY_DISABLE(new Kind.Flag(), false, Owner.HOST);

  /** Who may change a setting. */
  enum Owner {
    /** A guest too, down from what the host set. */
    GUEST,
    HOST
  }

  static final String PREFIX = "EPOCHLY_";

  /** What may hold a secret, or lead to one, also where a name is misspelled. */
  private static final Pattern SECRET = Pattern.compile(PREFIX + "(LICEN[SC]E|PROMETHEUS).*");

  private final Kind kind;
  private final Optional<Object> usual;
  private final Owner owner;

  Setting(Kind kind, Object usual, Owner owner) {
    this.kind = kind;
    this.usual = Optional.of(usual);
    this.owner = owner;
  }

  Setting(Kind kind, Owner owner) {
    this.kind = kind;
    this.usual = Optional.empty();
    this.owner = owner;
  }

  /** Its name in code and files. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in an environment. */
  public String variable() {
    return switch (this) {
      case ENHANCEMENT_LEVEL -> PREFIX + "LEVEL";
      case ENABLED -> PREFIX + "DISABLE";
      default -> PREFIX + name();
    };
  }

  /** Whether the variable says the opposite of the key. */
  boolean isNegatedByVariable() {
    return this == ENABLED;
  }

  /** Whether guests may change it, down from what the host set. */
  public boolean isGuests() {
    return owner == Owner.GUEST;
  }

  Kind kind() {
    return kind;
  }

  /** Its value where nobody sets it. */
  Optional<Object> usual() {
    return usual;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** Whether a key is one that guests may change. */
  public static boolean isGuests(String key) {
    return ofKey(key).filter(Setting::isGuests).isPresent();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /** All variables that mean something to the host. */
  static Stream<String> variables() {
    return Stream.concat(
        Stream.of(ConfigurationFile.VARIABLE), Arrays.stream(values()).map(Setting::variable));
  }

  /** Whether a variable is the host's own, and not for guests to see, whatever they may see. */
  public static boolean isHostsOwn(String variable) {
    return variable.equals(ConfigurationFile.VARIABLE)
        || SECRET.matcher(variable).matches()
        || Arrays.stream(values())
            .anyMatch(setting -> !setting.isGuests() && setting.variable().equals(variable));
  }
}
