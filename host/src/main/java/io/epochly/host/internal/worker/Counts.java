package io.epochly.host.internal.worker;

import io.epochly.guest.FallbackKind;
import io.epochly.guest.GuestMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells the host what a guest's optimized functions did: before an answer, so that whoever has that
 * finds it counted; and every second, so that a guest which is killed has told most of it.
 */
final class Counts {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;

  /** No guest gets there, and the sum over many does not overflow. */
  private static final long MOST = 1L << 50;

  private static final int MOST_LEVEL = 4;

  private final Supplier<GuestMetrics> metrics;
  private final Channel<Request, Reply> channel;
  private Optional<Reply.Counted> told = Optional.empty();

  Counts(Supplier<GuestMetrics> metrics, Channel<Request, Reply> channel) {
    this.metrics = metrics;
    this.channel = channel;
  }

  /** Tells it, if there is news. */
  synchronized void tell() throws IOException {
    Reply.Counted now = message(metrics.get());
    if (!told.equals(Optional.of(now))) {
      told = Optional.of(now);
      channel.send(now);
    }
  }

  /** Goes on telling it until the host is gone. */
  void start() {
    Thread.ofPlatform()
        .daemon()
        .name("epochly-counts")
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(PERIOD);
                  tell();
                }
              } catch (IOException e) {
                // Whoever reads what the host sends ends this process.
                return;
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody has this thread to interrupt it", e);
              }
            });
  }

  private static Reply.Counted message(GuestMetrics now) {
    return new Reply.Counted(
        now.calls(),
        now.compiledCalls(),
        Math.round(now.compileSeconds() * NANOS),
        now.level(),
        Arrays.stream(FallbackKind.values())
            .map(kind -> now.fallbacks().getOrDefault(kind, 0L))
            .toList());
  }

  /**
   * What a worker has told, which may be false but never less than it was.
   *
   * @throws ProtocolException if no guest can have done so
   */
  static GuestMetrics read(Reply.Counted told, GuestMetrics before) throws ProtocolException {
    FallbackKind[] kinds = FallbackKind.values();
    if (told.fallbacks().size() != kinds.length || told.level() < 0 || told.level() > MOST_LEVEL) {
      throw new ProtocolException("counts of something else");
    }
    Map<FallbackKind, Long> fallbacks = new EnumMap<>(FallbackKind.class);
    for (FallbackKind kind : kinds) {
      long count =
          more(told.fallbacks().get(kind.ordinal()), before.fallbacks().getOrDefault(kind, 0L));
      if (count > 0) {
        fallbacks.put(kind, count);
      }
    }
    return new GuestMetrics(
        more(told.calls(), before.calls()),
        more(told.compiledCalls(), before.compiledCalls()),
        fallbacks,
        Math.max(more(told.compileNanos(), 0) / NANOS, before.compileSeconds()),
        // Such a guest has none.
        GuestMetrics.Devices.none(),
        told.level());
  }

  private static long more(long count, long before) throws ProtocolException {
    if (count < 0 || count > MOST) {
      throw new ProtocolException("a count out of its bounds");
    }
    return Math.max(count, before);
  }
}
