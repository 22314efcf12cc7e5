package io.epochly.host.internal.licence;

import io.epochly.host.LicenceState.Invalid;
import io.epochly.host.LicenceState.Reason;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.config.Source;
import io.epochly.host.internal.io.FileAccess;
import io.epochly.host.internal.io.Secret;
import io.epochly.host.internal.licence.Licences.Checked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** Where a host has its licence from. It prints without it. */
public final class LicenceSettings {
  /** Where orchestrators put secrets, readable by all in the container. */
  private static final Set<Path> SECRETS =
      Set.of(Path.of("/run/secrets"), Path.of("/var/run/secrets"));

  private final Optional<String> token;
  private final Optional<Path> file;
  private final Optional<Path> publicKeys;
  private final boolean required;

  private LicenceSettings(
      Optional<String> token, Optional<Path> file, Optional<Path> publicKeys, boolean required) {
    this.token = token;
    this.file = file;
    this.publicKeys = publicKeys;
    this.required = required;
  }

  /** What the host's settings say: a text beats a file that is named in the same place. */
  public static LicenceSettings of(Settings settings) {
    Source text = settings.effective(Setting.LICENSE_KEY).source();
    Source file = settings.effective(Setting.LICENSE_KEY_FILE).source();
    return new LicenceSettings(
        file.outranks(text) ? Optional.empty() : settings.licenseKey().map(Secret::reveal),
        settings.licenseKeyFile(),
        settings.licensePublicKeys(),
        settings.licenseRequired());
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
