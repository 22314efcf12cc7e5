package io.epochly.conformance.structure.broken.guest.internal;

/** What only the module of guests may touch. */
public record Secret() {}
