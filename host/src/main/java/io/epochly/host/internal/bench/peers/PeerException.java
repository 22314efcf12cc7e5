package io.epochly.host.internal.bench.peers;

/** A peer cannot take part; the message says why, to the user. */
final class PeerException extends Exception {
  private static final long serialVersionUID = 1L;

  PeerException(String reason) {
    super(reason);
  }
}
