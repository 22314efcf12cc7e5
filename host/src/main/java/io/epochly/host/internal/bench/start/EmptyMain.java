package io.epochly.host.internal.bench.start;

/** Ends at once: what a JVM takes for itself. */
public final class EmptyMain {
  private EmptyMain() {}

  public static void main(String[] args) {}
}
