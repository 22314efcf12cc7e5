package io.epochly.host.internal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.config.Settings.Effective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code epochly-host config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Shows every setting that a run here would have, and where it comes from: a variable of the"
          + " environment, a file with the line, or the default. Of secrets it shows at most the last"
          + " four characters.",
      ""
    })
final class ConfigCommand implements Callable<Integer> {
  private static final String UNSET = "-";

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print a JSON object instead, by key")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Settings settings = new Resolver(System.getenv(), Path.of("")).resolve(Map.of());
    settings
        .warnings()
        .forEach(warning -> spec.commandLine().getErr().println("epochly-host: " + warning));
    spec.commandLine().getOut().print(json ? json(settings) : text(settings));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static String text(Settings settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      Effective effective = settings.effective(setting);
      String value = effective.value().isPresent() ? effective.text() : UNSET;
      rows.add(List.of(setting.key(), value, effective.source().toString()));
    }
    int keys = rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(1);
    int values = rows.stream().mapToInt(row -> row.get(1).length()).max().orElse(1);
    String form = "%%-%ds  %%-%ds  %%s%%n".formatted(keys, values);
    return rows.stream().map(row -> form.formatted(row.toArray())).collect(Collectors.joining());
  }

  private static String json(Settings settings) throws JsonProcessingException {
    Map<String, Object> root = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      Effective effective = settings.effective(setting);
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put(
          "value",
          switch (effective.value().orElse(UNSET)) {
            case Long number -> number;
            case Boolean flag -> flag;
            default -> effective.value().isPresent() ? effective.text() : null;
          });
      entry.put("source", effective.source().toString());
      root.put(setting.key(), entry);
    }
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root)
        + System.lineSeparator();
  }
}
