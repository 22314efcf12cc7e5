package io.epochly.host.internal.doctor;

import io.epochly.host.internal.config.Settings;
import java.nio.file.Files;
import java.nio.file.LinkOption;

/** Whether an operator has switched off what is more than plain Python. */
final class EmergencyCheck implements Check {
  private final Settings settings;

  EmergencyCheck(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "emergency";
  }

  @Override
  public Finding look() {
    String file = settings.emergencyFile().toString();
    if (Files.exists(settings.emergencyFile(), LinkOption.NOFOLLOW_LINKS)) {
      return new Finding.Warn(
          "switched off by the emergency file: all runs plain, without workers",
          file,
          "remove it, and start hosts anew");
    }
    return settings.emergencyDisabled()
        ? new Finding.Warn(
            "switched off by emergency_disable: all runs plain, without workers",
            "",
            "take the setting away, and start hosts anew")
        : new Finding.Ok("not switched off", file);
  }
}
