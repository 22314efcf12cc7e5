package io.epochly.host.internal.metrics;

import io.epochly.guest.GuestMetrics;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import io.epochly.host.internal.guest.Session;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts what one host does. */
public final class HostMeter {
  private final Set<MeteredSession> open = new HashSet<>();
  private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);

  /** Of guests that are closed: a counter must never go down. */
  private GuestMetrics closed = GuestMetrics.none();

  private long stuck;
  private long restarts;

  /** What there is to tell at one moment. */
  public record Reading(
      Map<Isolation, Long> guests,
      long workers,
      Map<Integer, Long> levels,
      GuestMetrics calls,
      Map<Limit, Long> limits,
      long stuck,
      long restarts) {}

  /** The same guest, counted. */
  public Session guest(Session session, Isolation isolation) {
    return opened(new MeteredSession(session, isolation, false, this));
  }

  /** The same worker, counted. */
  public Session worker(Session session, Isolation isolation) {
    return opened(new MeteredSession(session, isolation, true, this));
  }

  private synchronized Session opened(MeteredSession session) {
    open.add(session);
    return session;
  }

  synchronized void closed(MeteredSession session) {
    if (open.remove(session)) {
      closed = session.metrics().map(closed::plus).orElse(closed);
    }
  }

  synchronized void reached(Limit limit) {
    limits.merge(limit, 1L, Long::sum);
  }

  synchronized void stuck() {
    stuck++;
  }

  /** A worker is there in place of one that died. */
  public synchronized void restarted() {
    restarts++;
  }

  /** What it has counted so far. */
  public synchronized Reading read() {
    Map<Isolation, Long> guests = new EnumMap<>(Isolation.class);
    Map<Integer, Long> levels = new TreeMap<>();
    long workers = 0;
    GuestMetrics calls = closed;
    for (MeteredSession session : open) {
      if (session.isWorker()) {
        workers++;
      } else {
        guests.merge(session.isolation(), 1L, Long::sum);
      }
      Optional<GuestMetrics> own = session.metrics();
      if (own.isPresent()) {
        calls = calls.plus(own.get());
        levels.merge(own.get().level(), 1L, Long::sum);
      }
    }
    return new Reading(guests, workers, levels, calls, new EnumMap<>(limits), stuck, restarts);
  }
}
