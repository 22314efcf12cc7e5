package io.epochly.host.internal.bench.workers;

/**
 * What was measured.
 *
 * @param name what it is, for people
 * @param key the same for programs
 * @param target what it is to be at most, or at least, for people; empty if nothing
 */
public record Figure(String name, String key, double value, String unit, String target) {}
