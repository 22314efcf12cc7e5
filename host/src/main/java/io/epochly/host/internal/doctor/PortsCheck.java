package io.epochly.host.internal.doctor;

import io.epochly.host.internal.status.FoundStatus;
import io.epochly.host.internal.status.StatusFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process, hosts that run, and what these have started listen on. */
final class PortsCheck implements Check {
  private final Path place;
  private final Clock clock;

  PortsCheck(Path place, Clock clock) {
    this.place = place;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ports";
  }

  @Override
  public Finding look() throws IOException {
    Set<Integer> published = new HashSet<>();
    Set<Long> processes = new HashSet<>(Set.of(ProcessHandle.current().pid()));
    for (FoundStatus status : hosts()) {
      String metrics = status.content().path("metrics_address").asText("");
      if (metrics.contains(":")) {
        published.add(Integer.valueOf(metrics.substring(metrics.lastIndexOf(':') + 1)));
      }
      ProcessHandle.of(status.pid()).stream()
          .flatMap(host -> Stream.concat(Stream.of(host), host.descendants()))
          .forEach(process -> processes.add(process.pid()));
    }
    List<Listening> expected = new ArrayList<>();
    List<Listening> others = new ArrayList<>();
    for (long process : processes) {
      for (Listening one : Listening.of(process)) {
        boolean metrics =
            one.protocol().startsWith("tcp") && published.contains(one.address().getPort());
        (metrics ? expected : others).add(one);
      }
    }
    if (!others.isEmpty()) {
      return new Finding.Warn(
          "what no host publishes: " + shown(others),
          "",
          "see who opened it: a guest whose policy opens the network, or the program around the"
              + " host");
    }
    return new Finding.Ok(
        expected.isEmpty() ? "nothing listens" : "metrics alone: " + shown(expected));
  }

  private List<FoundStatus> hosts() {
    try {
      return StatusFiles.read(place, clock.instant()).stream()
          .filter(
              status ->
                  status.state() == FoundStatus.State.RUNNING
                      || status.state() == FoundStatus.State.SILENT)
          .toList();
    } catch (IOException e) {
      // None runs; or another check tells that the folder is not to be trusted.
      return List.of();
    }
  }

  private static String shown(List<Listening> all) {
    return all.stream().map(Listening::toString).sorted().collect(Collectors.joining("; "));
  }
}
