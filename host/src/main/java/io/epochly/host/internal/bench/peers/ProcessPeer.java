package io.epochly.host.internal.bench.peers;

/** An engine at work; once its process has ended, it fails for the reason of that. */
final class ProcessPeer implements Peer {
  private final String name;
  private final String version;
  private final LineProcess process;
  private String ended = "";

  ProcessPeer(String name, String version, LineProcess process) {
    this.name = name;
    this.version = version;
    this.process = process;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
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
