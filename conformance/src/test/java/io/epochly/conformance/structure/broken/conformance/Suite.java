package io.epochly.conformance.structure.broken.conformance;

/** What nothing but suites may know. */
public record Suite() {}
