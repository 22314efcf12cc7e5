package io.epochly.host.internal.doctor;

import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import java.util.Arrays;
import java.util.Optional;

/** Whether a run would start at all. */
final class SettingsCheck implements Check {
  private final Settings settings;
  private final Optional<String> wrong;

  /**
   * @param wrong what a run would end with
   */
  SettingsCheck(Settings settings, Optional<String> wrong) {
    this.settings = settings;
    this.wrong = wrong;
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public Finding look() {
    if (wrong.isPresent()) {
      return new Finding.Fail(
          "a setting is wrong, and the other checks go by the defaults",
          wrong.get(),
          "set it right: no run starts before");
    }
    if (!settings.warnings().isEmpty()) {
      return new Finding.Warn(
          "variables of the environment are ignored",
          String.join("; ", settings.warnings()),
          "take them away, or give them the names of settings, which 'config' lists");
    }
    long set =
        Arrays.stream(Setting.values())
            .filter(setting -> settings.effective(setting).isSet())
            .count();
    return new Finding.Ok("%d of %d are set".formatted(set, Setting.values().length));
  }
}
