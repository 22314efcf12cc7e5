package io.epochly.host.internal.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Who writes a status, and when.
 *
 * @param id tells several hosts of one process apart
 * @param processStart as {@link ProcessStart} has it
 * @param started when the host began
 * @param period the next one is written after this time
 */
record Writing(
    long pid, String id, String processStart, Instant started, Instant written, Duration period) {

  void fields(JsonGenerator json) throws IOException {
    json.writeNumberField("pid", pid);
    json.writeStringField("id", id);
    json.writeStringField("process_start", processStart);
    json.writeStringField("started", started.toString());
    json.writeStringField("written", written.toString());
    json.writeNumberField("period_seconds", period.toSeconds());
  }
}
