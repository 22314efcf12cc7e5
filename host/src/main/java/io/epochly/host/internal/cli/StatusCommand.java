package io.epochly.host.internal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochly.host.internal.cli.HostsOption.NoStatusException;
import io.epochly.host.internal.status.FoundStatus;
import io.epochly.host.internal.status.FoundStatus.State;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code epochly-host status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Shows how the hosts of this user are that run, as they have written it in the folder"
          + " runtime_dir in the last seconds. Ends with 1 if none runs.",
      ""
    })
final class StatusCommand implements Callable<Integer> {
  private static final int NONE_RUNS = 1;

  @Spec private CommandSpec spec;

  @Mixin private HostsOption hosts;

  @Option(names = "--json", description = "print a JSON object instead, with the list 'hosts'")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    List<FoundStatus> found;
    try {
      found = hosts.find();
    } catch (NoStatusException e) {
      spec.commandLine().getErr().println("epochly-host: " + e.getMessage());
      if (json) {
        out.println(json(List.of()));
      }
      return NONE_RUNS;
    }
    out.print(json ? json(found) + System.lineSeparator() : text(found));
    out.flush();
    return found.stream().anyMatch(status -> status.state() == State.RUNNING) ? 0 : NONE_RUNS;
  }

  private static String json(List<FoundStatus> found) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    ArrayNode list = root.putArray("hosts");
    for (FoundStatus status : found) {
      ObjectNode host = list.addObject();
      host.put("state", word(status.state()));
      host.put("pid", status.pid());
      host.put("seconds_ago", status.seconds());
      if (status.content() instanceof ObjectNode content) {
        host.setAll(content);
      }
    }
    return mapper.writeValueAsString(root);
  }

  private static String text(List<FoundStatus> found) {
    return found.stream().map(StatusCommand::text).collect(Collectors.joining("%n".formatted()));
  }

  private static String text(FoundStatus status) {
    List<String> lines = new ArrayList<>();
    JsonNode content = status.content();
    String verdict =
        switch (status.state()) {
          case RUNNING -> "running, written %d s ago";
          case SILENT -> "SILENT: the process is there, and wrote this %d s ago";
          case ENDED -> "ENDED: the process is gone and has not tidied up";
          case UNREADABLE -> "UNREADABLE: no status, or of another version";
        };
    lines.add("process %d  %s".formatted(status.pid(), verdict.formatted(status.seconds())));
    if (status.state() != State.UNREADABLE) {
      for (String field :
          List.of(
              "version",
              "started",
              "enabled",
              "enhancement_level",
              "emergency_disabled",
              "offline",
              "telemetry",
              "licence",
              "metrics_address",
              "guests",
              "workers",
              "worker_restarts",
              "guests_stuck",
              "guests_at_level",
              "kernels",
              "limits_reached")) {
        lines.add("  %-19s %s".formatted(field, shown(content.path(field))));
      }
      String events =
          content
              .path("events")
              .valueStream()
              .map(event -> event.path("event").asText())
              .collect(Collectors.joining(", "));
      lines.add("  %-19s %s".formatted("events", printable(events.isEmpty() ? "-" : events)));
    }
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static String shown(JsonNode value) {
    if (value.isObject()) {
      String fields =
          value
              .propertyStream()
              .map(field -> field.getKey() + " " + shown(field.getValue()))
              .collect(Collectors.joining(", "));
      return fields.isEmpty() ? "-" : printable(fields);
    }
    return value.isNull() || value.isMissingNode() ? "-" : printable(value.asText());
  }

  /** A file may have been changed: a terminal is to show it and not to obey it. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
