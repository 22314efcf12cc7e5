package io.epochly.host.internal.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.Guest;
import io.epochly.host.internal.bench.Measurement.Ran;
import io.epochly.host.internal.bench.Report.Contestant;
import io.epochly.host.internal.bench.peers.Answer;
import io.epochly.host.internal.bench.peers.Peer;
import io.epochly.host.internal.io.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Measures the cases of one file in one guest. The guest must be able to read the file's folder;
 * whatever the file raises comes out as the guest's exception.
 */
public final class Bench {
  private static final String DRIVER = "driver.py";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration BETWEEN_TURNS = Duration.ofMillis(15);

  private final Guest guest;
  private final Path file;
  private final List<String> names;

  private Bench(Guest guest, Path file, List<String> names) {
    this.guest = guest;
    this.file = file;
    this.names = names;
  }

  /** Loads a file into a fresh guest. */
  public static Bench load(Guest guest, Path file) {
    guest.eval(Resources.text(Bench.class, "checksum.py"));
    guest.eval(Resources.text(Bench.class, DRIVER));
    Path absolute = file.toAbsolutePath().normalize();
    String folder = String.valueOf(absolute.getParent());
    String names = guest.call("load", absolute.toString(), folder).asString();
    return new Bench(guest, file, read(names, new TypeReference<>() {}));
  }

  /** The optimized functions at a level of their own, in the same guest. */
  public Peer atLevel(int level) {
    return new Peer() {
      @Override
      public String name() {
        return "level-" + level;
      }

      @Override
      public String version() {
        return "the same functions at level " + level;
      }

      @Override
      public Answer call(String caseName) {
        return Answer.parse(guest.call("call_at", caseName, level).asString());
      }
    };
  }

  /** The names of the cases, in the file's order. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /**
   * Measures cases: the plain function first, then the optimized one and the peers in turns, so
   * that a slow phase of the machine is one for all that are compared.
   *
   * @param chosen which of {@link #names()}
   * @param extent how often each function is called
   * @param level of the optimized functions; nothing for that of the guest
   * @param leftOut peers that could not take part, and why
   * @param progress told what is measured next
   */
  public Report measure(
      List<String> chosen,
      Extent extent,
      OptionalInt level,
      List<Peer> peers,
      Map<String, String> leftOut,
      Consumer<String> progress) {
    List<Measurement> measurements = new ArrayList<>();
    for (String name : chosen) {
      progress.accept(name + ", plain");
      Quiet.await();
      Times plain =
          new Times(
              read(
                  guest.call("plain", name, extent.calls(), extent.seconds()).asString(),
                  new TypeReference<>() {}));
      progress.accept(name + ", optimized" + (peers.isEmpty() ? "" : " and peers"));
      Quiet.await();
      measurements.add(measureInTurns(name, plain, extent, level, peers));
    }
    String jit = guest.call("jit").toString();
    List<Contestant> contestants =
        peers.stream().map(peer -> new Contestant(peer.name(), peer.version())).toList();
    return new Report(file.toString(), jit, extent, measurements, contestants, leftOut);
  }

  private Measurement measureInTurns(
      String name, Times plain, Extent extent, OptionalInt level, List<Peer> peers) {
    List<Double> optimized = new ArrayList<>();
    Map<Peer, PeerSeries> series = new LinkedHashMap<>();
    peers.forEach(peer -> series.put(peer, new PeerSeries(peer.name())));
    guest.call("start_optimized", name, level.orElse(-1));
    long start = System.nanoTime();
    for (int round = 0; extent.asksForMore(round, System.nanoTime() - start); round++) {
      afterOthers(peers);
      optimized.add(guest.call("call_optimized", name).asDouble());
      if (round == 0 && !peers.isEmpty()) {
        // The first call may have set compilers to work, and peers have few cores as well.
        Quiet.await();
      }
      series.forEach(
          (peer, told) -> {
            afterOthers(peers);
            told.add(peer.call(name));
          });
    }
    Ran ran = read(guest.call("end_optimized", name).asString(), new TypeReference<>() {});
    if (peers.isEmpty()) {
      return new Measurement(name, plain, new Times(optimized), ran, List.of());
    }
    Checksum expected =
        new Checksum(
            guest.call("last_checksum", false).asDouble(),
            guest.call("last_checksum", true).asDouble());
    List<PeerRun> runs = series.values().stream().map(told -> told.end(expected)).toList();
    return new Measurement(name, plain, new Times(optimized), ran, runs);
  }

  /** OpenMP's threads wait for more on their processors, for some milliseconds after a loop. */
  private static void afterOthers(List<Peer> peers) {
    if (!peers.isEmpty()) {
      LockSupport.parkNanos(BETWEEN_TURNS.toNanos());
    }
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(DRIVER + " and " + Bench.class.getName() + " disagree", e);
    }
  }
}
