package io.epochly.host.internal.bench.peers;

/** An engine at work; once its process has ended, it fails for the reason of that. */
public final class Peer implements AutoCloseable {
  private final String name;
  private final String version;
  private final LineProcess process;
  private String ended = "";

  Peer(String name, String version, LineProcess process) {
    this.name = name;
    this.version = version;
    this.process = process;
  }

  public String name() {
    return name;
  }

  /** What it says that it is. */
  public String version() {
    return version;
  }

  /** Has it call a case once. */
  public Answer call(String caseName) {
    if (ended.isEmpty()) {
      try {
        return Answer.parse(process.ask(caseName.lines().findFirst().orElse("")));
      } catch (PeerException e) {
        ended = String.valueOf(e.getMessage());
      }
    }
    return new Answer.Failed(ended);
  }

  @Override
  public void close() {
    process.close();
  }
}
