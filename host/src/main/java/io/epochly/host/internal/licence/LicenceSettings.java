package io.epochly.host.internal.licence;

import io.epochly.host.LicenceState.Invalid;
import io.epochly.host.LicenceState.Reason;
import io.epochly.host.internal.io.FileAccess;
import io.epochly.host.internal.licence.Licences.Checked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** Where a host has its licence from. It prints without it. */
public final class LicenceSettings {
  /** The licence itself. */
  public static final String KEY = "EPOCHLY_LICENSE_KEY";

  /** A file with it. */
  public static final String KEY_FILE = "EPOCHLY_LICENSE_KEY_FILE";

  /** A folder with the public keys that are trusted. */
  public static final String PUBLIC_KEYS = "EPOCHLY_LICENSE_PUBLIC_KEYS";

  /** Whether nothing runs without a licence. */
  public static final String REQUIRED = "EPOCHLY_LICENSE_REQUIRED";

  /** Where orchestrators put secrets, readable by all in the container. */
  private static final Set<Path> SECRETS =
      Set.of(Path.of("/run/secrets"), Path.of("/var/run/secrets"));

  private final Optional<String> token;
  private final Optional<Path> file;
  private final Optional<Path> publicKeys;
  private final boolean required;

  /**
   * @param token the licence; a file is not looked at then
   * @param file where the licence is
   * @param publicKeys the folder of the trusted keys
   * @param required whether no guest is opened without a valid licence
   */
  public LicenceSettings(
      Optional<String> token, Optional<Path> file, Optional<Path> publicKeys, boolean required) {
    this.token = token;
    this.file = file;
    this.publicKeys = publicKeys;
    this.required = required;
  }

  /**
   * What variables say; one that is empty counts as not set.
   *
   * @throws IllegalArgumentException if one has a value that it cannot have
   */
  public static LicenceSettings of(Map<String, String> environment) {
    return new LicenceSettings(
        value(environment, KEY),
        value(environment, KEY_FILE).map(Path::of),
        value(environment, PUBLIC_KEYS).map(Path::of),
        value(environment, REQUIRED).map(LicenceSettings::isYes).orElse(false));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static boolean isYes(String value) {
    return switch (value) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException(REQUIRED + " is to be true or false");
    };
  }

  /** The same with this licence. */
  public LicenceSettings withToken(String other) {
    return new LicenceSettings(Optional.of(other), Optional.empty(), publicKeys, required);
  }

  /** The same with the licence in this file. */
  public LicenceSettings withFile(Path other) {
    return new LicenceSettings(Optional.empty(), Optional.of(other), publicKeys, required);
  }

  /** The same with the keys in this folder. */
  public LicenceSettings withPublicKeys(Path folder) {
    return new LicenceSettings(token, file, Optional.of(folder), required);
  }

  /** The same, and nothing runs without a licence. */
  public LicenceSettings whichRequires() {
    return new LicenceSettings(token, file, publicKeys, true);
  }

  boolean required() {
    return required;
  }

  /** What there is, checked but for the time; empty if there is no licence. */
  Optional<Checked> check() {
    if (token.isEmpty() && file.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = token.isPresent() ? token.get() : read(file.orElseThrow());
      LicenceKeys keys =
          publicKeys.isPresent() ? LicenceKeys.in(publicKeys.get()) : LicenceKeys.of();
      return Optional.of(Licences.check(FileAccess.withoutLineEnd(text), keys));
    } catch (IOException e) {
      return Optional.of(
          new Checked.Refused(
              new Invalid(
                  Reason.UNREADABLE, "the licence cannot be checked: " + FileAccess.reason(e))));
    }
  }

  private static String read(Path file) throws IOException {
    FileAccess.requireUnchanged(file);
    if (FileAccess.isReadableByOthers(file)
        && SECRETS.stream().noneMatch(file.toAbsolutePath()::startsWith)) {
      LoggerFactory.getLogger(LicenceSettings.class)
          .warn(
              "every user of this machine can read the licence in {}: chmod 600 it",
              FileAccess.shown(file));
    }
    return FileAccess.text(file);
  }

  @Override
  public String toString() {
    return "licence of %s"
        .formatted(token.isPresent() ? "a text" : file.map(FileAccess::shown).orElse("nobody"));
  }
}
