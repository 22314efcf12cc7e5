package io.epochly.conformance.attacks.internal;

/** What a program is run in. */
interface Subject extends AutoCloseable {
  /** Runs source text, and then the function of that name with the scene that the text sets up. */
  Ran run(String source, String function);

  /** Whether it can run another program. */
  boolean isAlive();

  @Override
  void close();
}
