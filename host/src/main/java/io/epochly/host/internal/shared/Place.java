package io.epochly.host.internal.shared;

/**
 * A part of an arena.
 *
 * @param offset where it starts
 * @param bytes how long it is
 */
public record Place(long offset, long bytes) {}
