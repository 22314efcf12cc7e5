package io.epochly.host.internal.status;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A status that was found.
 *
 * @param content as it was written
 * @param seconds since it was written
 */
public record FoundStatus(long pid, JsonNode content, long seconds, State state) {
  /** What is to be thought of it. */
  public enum State {
    /** The host runs, and has just said so. */
    RUNNING,
    /** Its process is there, but it has not said so for three periods. */
    SILENT,
    /** Its process has ended without removing it. */
    ENDED,
    /** It is no status, or of a version that this one cannot read. */
    UNREADABLE
  }
}
