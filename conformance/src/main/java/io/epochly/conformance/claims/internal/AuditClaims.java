package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an operator can follow afterwards. */
final class AuditClaims {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditClaims() {}

  static void add(Checks checks) {
    checks
        .section("Audit")
        .claim(
            "The log may be lines of JSON, each with its time, level and source",
            AuditClaims::linesOfJson)
        .claim(
            "A setting that somebody made is an event",
            stage -> event(stage, "configuration_changed"))
        .claim("A change of the level is an event", stage -> event(stage, "level_changed"))
        .claim("The emergency switch is an event", stage -> event(stage, "emergency_disabled"))
        .claim(
            "A function that could not be compiled is an event",
            stage -> event(stage, "optimization_failed"))
        .claim("How the licence stands is an event", stage -> event(stage, "licence_accepted"))
        .claim(
            "The log can be rotated under a running host by the shipped file, and loses nothing",
            AuditClaims::rotated);
  }

  private static List<JsonNode> lines(Stage stage) throws IOException, InterruptedException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : stage.container().log()) {
      try {
        lines.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        throw new BrokenClaimException("a line of the log is no JSON: " + line);
      }
    }
    require(!lines.isEmpty(), "the log is empty");
    return lines;
  }

  static String linesOfJson(Stage stage) throws IOException, InterruptedException {
    List<JsonNode> lines = lines(stage);
    for (JsonNode line : lines) {
      for (String field : List.of("time", "level", "logger", "message")) {
        require(line.path(field).isTextual(), "a line has no %s: %s", field, line);
      }
    }
    return lines.size() + " lines of the service's log were read by a JSON parser";
  }

  static String event(Stage stage, String name) throws IOException, InterruptedException {
    require(
        lines(stage).stream().anyMatch(line -> line.path("event").asText().equals(name)),
        "no event %s is in the log",
        name);
    return "%s is in the service's log, whose level is WARNING".formatted(name);
  }

  /** Nothing but warnings and audit events. */
  static String noDebugging(Stage stage) throws IOException, InterruptedException {
    for (JsonNode line : lines(stage)) {
      require(
          line.has("event") || Set.of("WARNING", "ERROR").contains(line.path("level").asText()),
          "the log has a line of the level %s",
          line.path("level"));
    }
    return "the service's log has audit events, and else warnings and errors only";
  }

  static String rotated(Stage stage) throws IOException, InterruptedException {
    Tools.logrotate();
    ContainerRun run = stage.container();
    require(
        run.modes().equals(Set.of("epochly.log rw-r-----", "epochly.log.1 rw-r-----")),
        "the log's folder has %s",
        run.modes());
    event(stage, "licence_accepted");
    event(stage, "emergency_disabled");
    return "logrotate renamed the log under the service; the events before and after are in the two"
        + " files, both of mode 0640";
  }
}
