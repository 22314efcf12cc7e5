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
import java.util.function.IntSupplier;

/** Counts what one host does. */
public final class HostMeter {
  private final Set<MeteredSession> open = new HashSet<>();
  private final Set<PoolMeter> pools = new HashSet<>();
  private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);

  /** Of guests that are closed: a counter must never go down. */
  private GuestMetrics closed = GuestMetrics.none();

  private long stuck;
  private long restarts;
  private long actions;
  private long failedActions;
  private long refusedActions;
  private long replacedGuests;

  /** What there is to tell at one moment. */
  public record Reading(
      Map<Isolation, Long> guests,
      long workers,
      Map<Integer, Long> levels,
      GuestMetrics calls,
      Map<Limit, Long> limits,
      long stuck,
      long restarts,
      Pools pools) {}

  /** What pools of guests do, together. */
  public record Pools(
      long waiting, long busy, long actions, long failed, long refused, long replaced) {}

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

  /** For a pool of guests; it counts until it is closed. */
  public synchronized PoolMeter pool(IntSupplier waiting) {
    PoolMeter pool = new PoolMeter(this, waiting);
    pools.add(pool);
    return pool;
  }

  synchronized void closed(PoolMeter pool) {
    pools.remove(pool);
  }

  synchronized void ranAction(boolean failed) {
    if (failed) {
      failedActions++;
    } else {
      actions++;
    }
  }

  synchronized void refusedAction() {
    refusedActions++;
  }

  synchronized void replacedGuest() {
    replacedGuests++;
  }

  private Pools readPools() {
    long waiting = 0;
    long busy = 0;
    for (PoolMeter pool : pools) {
      waiting += pool.waiting();
      busy += pool.busy();
    }
    return new Pools(waiting, busy, actions, failedActions, refusedActions, replacedGuests);
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
    return new Reading(
        guests, workers, levels, calls, new EnumMap<>(limits), stuck, restarts, readPools());
  }
}
