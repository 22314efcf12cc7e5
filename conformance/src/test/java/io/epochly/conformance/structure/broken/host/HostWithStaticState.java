package io.epochly.conformance.structure.broken.host;

/** Has what no class may have: state that all hosts of a JVM share. */
public final class HostWithStaticState {
  static int guests;

  private HostWithStaticState() {}
}
