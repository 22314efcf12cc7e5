package io.epochly.host.internal.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.config.Source;

/** Settings without what is a secret or a name. */
final class RedactedSettings {
  private static final String WITHHELD = "(set)";

  private RedactedSettings() {}

  /**
   * Each by its key.
   *
   * @param wrong whether these are the defaults, because a setting is wrong
   */
  static JsonNode of(Settings settings, boolean wrong) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("wrong", wrong);
    ObjectNode all = root.putObject("settings");
    for (Setting setting : Setting.values()) {
      Settings.Effective effective = settings.effective(setting);
      ObjectNode entry = all.putObject(setting.key());
      if (effective.value().isEmpty()) {
        entry.putNull("value");
      } else {
        switch (effective.value().get()) {
          case Long number -> entry.put("value", number);
          case Boolean flag -> entry.put("value", flag);
          // A word of the setting's own, or an address in digits.
          case String word -> entry.put("value", word);
          // A path, or a secret.
          default -> entry.put("value", effective.isSet() ? WITHHELD : "(default)");
        }
      }
      entry.put(
          "source",
          switch (effective.source()) {
            case Source.Code() -> "code";
            case Source.Environment _ -> "environment";
            case Source.File _ -> "file";
            case Source.Default() -> "default";
          });
    }
    return root;
  }
}
