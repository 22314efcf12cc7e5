package io.epochly.host.internal.bench;

import io.epochly.host.internal.bench.peers.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what a peer answers during one case. */
final class PeerSeries {
  private final String peer;
  private final List<Double> times = new ArrayList<>();
  private final List<Double> checksums = new ArrayList<>();
  private String failure = "";

  PeerSeries(String peer) {
    this.peer = peer;
  }

  void add(Answer answer) {
    switch (answer) {
      case Answer.Timed timed -> {
        times.add(timed.milliseconds());
        checksums.add(timed.checksum());
      }
      case Answer.Failed failed -> failure = failure.isEmpty() ? failed.reason() : failure;
    }
  }

  /** A series with a hole has no minimum that compares. */
  PeerRun end(Checksum expected) {
    return failure.isEmpty()
        ? new PeerRun(
            peer, Optional.of(new Times(times)), checksums.stream().allMatch(expected::matches), "")
        : new PeerRun(peer, Optional.empty(), false, failure);
  }
}
