package io.epochly.host.internal.bench;

import java.util.Optional;

/**
 * How a peer did in one case.
 *
 * @param times empty where it failed
 * @param equal whether all its calls left what the last optimized one did, but for rounding
 * @param failure why it has no times; empty if it has
 */
public record PeerRun(String peer, Optional<Times> times, boolean equal, String failure) {}
