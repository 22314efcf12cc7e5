package io.epochly.host.internal.pool;

import io.epochly.host.GuestFailure;
import io.epochly.host.Isolation;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.emergency.EmergencySwitch;
import io.epochly.host.internal.guest.HostCalls;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.metrics.HostMeter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one guest, which asks for them by calls of the host ({@code workers.py}) and gets
 * results from a thread of the host that enters it.
 */
public final class GuestWorkers implements HostCalls {
  private static final String PREFIX = "epochly:";

  /** Opens a worker of a strength. */
  @FunctionalInterface
  public interface Opener {
    Session open(Isolation isolation) throws IOException;
  }

  private final HostCalls functions;
  private final int most;
  private final Isolation own;
  private final WorkerSeats seats;
  private final HostMeter meter;
  private final Opener opener;
  private final EmergencySwitch emergency;
  private final Map<Long, TaskPool> pools = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final CompletableFuture<Session> guest = new CompletableFuture<>();

  /**
   * @param functions what answers all other calls
   * @param most how many workers an executor may have
   * @param own the guest's own strength
   * @param seats what all workers of the host share
   * @param meter hears of workers that take the place of others
   */
  public GuestWorkers(
      HostCalls functions,
      int most,
      Isolation own,
      WorkerSeats seats,
      HostMeter meter,
      Opener opener,
      EmergencySwitch emergency) {
    this.functions = functions;
    this.most = most;
    this.own = own;
    this.seats = seats;
    this.meter = meter;
    this.opener = opener;
    this.emergency = emergency;
  }

  @Override
  public void attach(Session session) {
    guest.complete(session);
  }

  /** Ends all workers for good: the emergency switch is on. */
  public void stop() {
    pools.values().forEach(pool -> pool.close(EmergencySwitch.NO_WORKERS));
  }

  @Override
  public void close() {
    pools.values().forEach(TaskPool::close);
    pools.clear();
  }

  @Override
  public Answer call(String name, byte[] arguments) {
    if (!name.startsWith(PREFIX)) {
      return functions.call(name, arguments);
    }
    try {
      if (!(Data.decode(arguments) instanceof List<?> given)) {
        throw new ClassCastException();
      }
      return new Result(Data.encode(answer(name.substring(PREFIX.length()), given)));
    } catch (Refused e) {
      return new Error("PermissionError", String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return new Error("RuntimeError", String.valueOf(e.getMessage()));
    } catch (BadDataException
        | ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      // Only a guest that has taken the module apart asks so.
      return new Error("TypeError", "that is no call for workers");
    }
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private @Nullable Object answer(String operation, List<?> given) {
    if ((operation.equals("open") || operation.equals("submit")) && emergency.isOn()) {
      throw new IllegalStateException(EmergencySwitch.NO_WORKERS);
    }
    switch (operation) {
      case "open" -> {
        return open((Long) given.get(0), (String) given.get(1));
      }
      case "submit" -> {
        long ticket = (Long) given.get(1);
        byte[] payload = (byte[]) given.get(2);
        boolean retry = (Boolean) given.get(3);
        pool(given).submit(ticket, worker -> worker.task(payload), retry, new Delivery(ticket));
        return null;
      }
      case "cancel" -> {
        return pool(given).cancel((Long) given.get(1));
      }
      case "close" -> {
        TaskPool pool = pools.get((Long) given.get(0));
        if (pool == null) {
          return null;
        }
        if ((Boolean) given.get(1)) {
          pools.remove((Long) given.get(0));
          pool.close();
        } else {
          pool.finish();
        }
        return null;
      }
      default -> throw new IllegalArgumentException(operation);
    }
  }

  private long open(long size, String strength) {
    if (size < 1 || size > most) {
      throw new Refused(
          "the policy grants %d workers, not %d (max_workers and reserve_cores of the host count too)"
              .formatted(most, size));
    }
    Isolation isolation = strength.equals("process") ? Isolation.PROCESS : Isolation.CONTEXT;
    if (own == Isolation.PROCESS && isolation == Isolation.CONTEXT) {
      throw new Refused(
          "a guest in a process of its own cannot have workers that are held less well: use"
              + " isolation=\"process\"");
    }
    long id = ids.incrementAndGet();
    TaskPool.Opener worker = () -> opener.open(isolation);
    pools.put(id, new TaskPool(Math.toIntExact(size), seats, meter, worker, _ -> {}));
    return id;
  }

  private TaskPool pool(List<?> given) {
    TaskPool pool = pools.get((Long) given.getFirst());
    if (pool == null) {
      throw new IllegalStateException("the executor was shut down");
    }
    return pool;
  }

  /** Brings a result into the guest. */
  private final class Delivery implements TaskPool.Listener {
    private final long ticket;

    Delivery(long ticket) {
      this.ticket = ticket;
    }

    @Override
    public void done(byte[] outcome) {
      deliver(false, outcome);
    }

    @Override
    public void died(String reason) {
      deliver(true, reason.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void deliver(boolean died, byte[] outcome) {
      try {
        guest.join().deliver(ticket, died, outcome);
      } catch (GuestFailure e) {
        // The guest is gone, and with it whoever waits for this.
        close();
      }
    }
  }
}
