package io.epochly.host.internal.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.doctor.Doctor;
import io.epochly.host.internal.doctor.Doctor.Examined;
import io.epochly.host.internal.status.FoundStatus;
import io.epochly.host.internal.status.StatusFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Gathers what is told of a machine and its hosts. */
public final class Diagnosis {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Of a status; each is a number, a truth value, or a word of the host's own. */
  private static final List<String> STATES =
      List.of(
          "format",
          "started",
          "written",
          "period_seconds",
          "version",
          "python",
          "graalpy",
          "initialized",
          "enabled",
          "enhancement_level",
          "emergency_disabled",
          "offline",
          "telemetry",
          "licence");

  private static final List<String> NUMBERS =
      List.of(
          "guests",
          "workers",
          "worker_restarts",
          "guests_stuck",
          "guests_at_level",
          "kernels",
          "limits_reached");

  private final Map<String, String> environment;
  private final Path folder;
  private final Clock clock;

  /** A diagnosis of runs with this environment, in this folder. */
  public Diagnosis(Map<String, String> environment, Path folder, Clock clock) {
    this.environment = environment;
    this.folder = folder;
    this.clock = clock;
  }

  /** The bytes of the file. */
  public byte[] zip() throws IOException, InterruptedException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, JsonNode> entry : entries().entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(mapper.writeValueAsBytes(entry.getValue()));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private Map<String, JsonNode> entries() throws InterruptedException {
    boolean wrong = false;
    Settings settings;
    try {
      settings = new Resolver(environment, folder).resolve(Map.of());
    } catch (ConfigurationException e) {
      settings = Resolver.defaults(environment);
      wrong = true;
    }
    List<FoundStatus> hosts = hosts(settings.runtimeDir());
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    entries.put("status.json", listed(hosts, STATES));
    entries.put("metrics.json", listed(hosts, NUMBERS));
    entries.put("events.json", listed(hosts, List.of("events")));
    entries.put("doctor.json", doctor());
    entries.put("config.json", RedactedSettings.of(settings, wrong));
    entries.put("versions.json", MachineVersions.find());
    return entries;
  }

  private List<FoundStatus> hosts(Path place) {
    try {
      return StatusFiles.read(place, clock.instant());
    } catch (IOException e) {
      // The doctor's findings tell why.
      return List.of();
    }
  }

  private static JsonNode listed(List<FoundStatus> hosts, List<String> fields) {
    ObjectNode root = NODES.objectNode();
    ArrayNode list = root.putArray("hosts");
    for (FoundStatus host : hosts) {
      ObjectNode entry = list.addObject();
      entry.put("pid", host.pid());
      entry.put("state", host.state().name().toLowerCase(Locale.ROOT));
      for (String field : fields) {
        JsonNode value = host.content().path(field);
        if (!value.isMissingNode()) {
          entry.set(field, value);
        }
      }
    }
    return root;
  }

  private JsonNode doctor() throws InterruptedException {
    ObjectNode root = NODES.objectNode();
    ArrayNode checks = root.putArray("checks");
    for (Examined one : Doctor.of(environment, folder, clock).examine()) {
      checks
          .addObject()
          .put("check", one.check())
          .put("verdict", one.finding().verdict())
          .put("found", one.finding().found())
          .put("mend", one.finding().mend());
    }
    return root;
  }
}
