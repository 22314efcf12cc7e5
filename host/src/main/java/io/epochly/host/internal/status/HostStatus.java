package io.epochly.host.internal.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.epochly.host.AuditEvent;
import io.epochly.host.Isolation;
import io.epochly.host.LicenceState;
import io.epochly.host.internal.guest.Versions;
import io.epochly.host.internal.metrics.HostMeter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a host is at one moment.
 *
 * @param level the highest level that guests have
 * @param metrics where it publishes numbers, if it does
 * @param events the last that it told of; only what and when is shown of them
 */
public record HostStatus(
    Versions versions,
    boolean enabled,
    int level,
    boolean offline,
    boolean emergencyDisabled,
    LicenceState licence,
    HostMeter.Reading numbers,
    Optional<InetSocketAddress> metrics,
    List<AuditEvent> events) {
  static final int FORMAT = 1;

  private static final JsonFactory JSON = new JsonFactory();

  /** The text of its file. */
  String json(Writing writing) {
    StringWriter text = new StringWriter();
    // By hand: to bind objects takes classes that a host has no other use for.
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      writing.fields(json);
      json.writeStringField("version", versions.epochly());
      json.writeStringField("python", versions.python());
      json.writeStringField("graalpy", versions.graalpy());
      json.writeBooleanField("initialized", true);
      json.writeBooleanField("enabled", enabled);
      json.writeNumberField("enhancement_level", level);
      json.writeBooleanField("emergency_disabled", emergencyDisabled);
      json.writeBooleanField("offline", offline);
      json.writeBooleanField("telemetry", false);
      json.writeStringField("licence", word(licence));
      json.writeFieldName("metrics_address");
      if (metrics.isPresent()) {
        json.writeString(address(metrics.get()));
      } else {
        json.writeNull();
      }
      numbers(json);
      json.writeArrayFieldStart("events");
      for (AuditEvent event : events) {
        json.writeStartObject();
        json.writeStringField("time", event.time().toString());
        json.writeStringField("event", word(event.kind()));
        json.writeNumberField("guest", event.guest());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be written", e);
    }
    return text + "\n";
  }

  private void numbers(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("guests");
    for (Isolation isolation : Isolation.values()) {
      json.writeNumberField(word(isolation), numbers.guests().getOrDefault(isolation, 0L));
    }
    json.writeEndObject();
    json.writeNumberField("workers", numbers.workers());
    json.writeNumberField("worker_restarts", numbers.restarts());
    json.writeNumberField("guests_stuck", numbers.stuck());
    json.writeObjectFieldStart("guests_at_level");
    for (Map.Entry<Integer, Long> entry : numbers.levels().entrySet()) {
      json.writeNumberField(Integer.toString(entry.getKey()), entry.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("kernels");
    json.writeNumberField("calls", numbers.calls().calls());
    json.writeNumberField("compiled_calls", numbers.calls().compiledCalls());
    json.writeNumberField("compile_seconds", numbers.calls().compileSeconds());
    json.writeNumberField("device_launches", numbers.calls().devices().launches());
    json.writeNumberField("device_upload_bytes", numbers.calls().devices().uploadedBytes());
    json.writeNumberField("device_download_bytes", numbers.calls().devices().downloadedBytes());
    counts(json, "fallback_calls", numbers.calls().fallbacks());
    json.writeEndObject();
    counts(json, "limits_reached", numbers.limits());
  }

  private static void counts(JsonGenerator json, String name, Map<? extends Enum<?>, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<? extends Enum<?>, Long> entry : counts.entrySet()) {
      json.writeNumberField(word(entry.getKey()), entry.getValue());
    }
    json.writeEndObject();
  }

  private static String word(LicenceState licence) {
    return switch (licence) {
      case LicenceState.None() -> "none";
      case LicenceState.Valid _ -> "valid";
      case LicenceState.Invalid invalid -> word(invalid.reason());
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String address(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
