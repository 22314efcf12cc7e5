package io.epochly.guest;

import java.util.Map;

/**
 * What a guest may set by {@code epochly.configure} beside its level, and what not. A guest that
 * asks for more than the host set gets what the host set.
 *
 * @param mayEnable whether it may switch optimization on where it starts switched off
 * @param jitThreshold from which call on a function without a level of its own is compiled; a guest
 *     may raise it
 * @param parallelBackend the strength of workers for which the program names none: {@code auto},
 *     {@code context} or {@code process}
 * @param reserved the settings of the host, each with a sentence for a guest that tries to set it
 */
public record GuestSettings(
    boolean mayEnable, int jitThreshold, String parallelBackend, Map<String, String> reserved) {
  public GuestSettings {
    reserved = Map.copyOf(reserved);
    if (jitThreshold < 1) {
      throw new IllegalArgumentException("jitThreshold is " + jitThreshold + "; it is 1 or more");
    }
  }

  /** Compile at the first call; no settings of the host. */
  public static GuestSettings usual() {
    return new GuestSettings(true, 1, "auto", Map.of());
  }
}
