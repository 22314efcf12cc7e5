package io.epochly.host.internal.bench.peers;

/** An engine that runs cases, to be compared with. */
public interface Peer extends AutoCloseable {
  String name();

  /** What it says that it is. */
  String version();

  /** Has it call a case once. */
  Answer call(String caseName);

  @Override
  default void close() {}
}
