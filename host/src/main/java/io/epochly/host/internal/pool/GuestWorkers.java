package io.epochly.host.internal.pool;

import io.epochly.guest.GuestBindings;
import io.epochly.host.GuestFailure;
import io.epochly.host.Isolation;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.emergency.EmergencySwitch;
import io.epochly.host.internal.guest.Delivery;
import io.epochly.host.internal.guest.HostCalls;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.Room;
import io.epochly.host.internal.shared.SharedArena;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Session open(Isolation isolation, Optional<Room> room) throws IOException;
  }

  private final HostCalls others;
  private final int most;
  private final Isolation own;
  private final Sharing sharing;
  private final WorkerSeats seats;
  private final HostMeter meter;
  private final Opener opener;
  private final EmergencySwitch emergency;
  private final Functions functions = new Functions();
  private final Map<Long, TaskPool> pools = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final CompletableFuture<Session> guest = new CompletableFuture<>();

  /**
   * @param others what answers all other calls
   * @param most how many workers an executor may have
   * @param own the guest's own strength
   * @param sharedMemory how many bytes it may share with them
   * @param seats what all workers of the host share
   * @param meter hears of workers that take the place of others
   */
  public GuestWorkers(
      HostCalls others,
      int most,
      Isolation own,
      long sharedMemory,
      WorkerSeats seats,
      HostMeter meter,
      Opener opener,
      EmergencySwitch emergency) {
    this.sharing = new Sharing(sharedMemory);
    this.others = others;
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

  /** What the guest itself has of the memory that it shares, if it is in another process. */
  public Optional<Room> room() {
    if (own == Isolation.CONTEXT) {
      return Optional.empty();
    }
    // Before it starts: no process gets the memory later.
    sharing.make();
    return sharing.ofGuest();
  }

  @Override
  public void share(GuestBindings bindings) {
    bindings.share(sharing::memory);
  }

  @Override
  public void close() {
    pools.values().forEach(TaskPool::close);
    pools.clear();
    sharing.close();
  }

  @Override
  public Answer call(String name, byte[] arguments) {
    if (!name.startsWith(PREFIX)) {
      return others.call(name, arguments);
    }
    try {
      return new Result(Data.encode(answer(name.substring(PREFIX.length()), arguments)));
    } catch (Refused e) {
      return new Error("PermissionError", String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return new Error("RuntimeError", String.valueOf(e.getMessage()));
    } catch (BadDataException
        | ClassCastException
        | BufferUnderflowException
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

  private @Nullable Object answer(String operation, byte[] arguments) throws BadDataException {
    if ((operation.equals("open") || operation.equals("submit")) && emergency.isOn()) {
      throw new IllegalStateException(EmergencySwitch.NO_WORKERS);
    }
    if (operation.equals("submit")) {
      return submit(ByteBuffer.wrap(arguments));
    }
    if (Data.decode(arguments) instanceof List<?> given) {
      return answer(operation, given);
    }
    throw new ClassCastException();
  }

  /** False if the function is not known, or not any more. */
  private boolean submit(ByteBuffer in) {
    TaskPool pool = pool(in.getLong());
    long ticket = in.getLong();
    Optional<Task.Function> function = functions.known(in.getLong());
    boolean retry = in.get() != 0;
    boolean many = in.get() != 0;
    long[] places = new long[Short.toUnsignedInt(in.getShort())];
    for (int i = 0; i < places.length; i++) {
      places[i] = in.getLong();
    }
    byte[] arguments = new byte[in.remaining()];
    in.get(arguments);
    if (function.isEmpty()) {
      return false;
    }
    sharing.keep(ticket, places);
    try {
      pool.submit(
          ticket, new Task.Shipped(function.get(), many, arguments), retry, new Receiver(ticket));
    } catch (IllegalStateException e) {
      // The guest still has them, and gives them back itself.
      sharing.forget(ticket);
      throw e;
    }
    return true;
  }

  private @Nullable Object answer(String operation, List<?> given) {
    switch (operation) {
      case "open" -> {
        return open((Long) given.get(0), (String) given.get(1));
      }
      case "function" -> {
        return functions.number((byte[]) given.get(0));
      }
      case "cancel" -> {
        long ticket = (Long) given.get(1);
        TaskPool pool = pools.get((Long) given.get(0));
        // One that is over has nothing to cancel.
        boolean cancelled = pool != null && pool.cancel(ticket);
        if (cancelled) {
          new Receiver(ticket).withdrawn();
        }
        return cancelled;
      }
      case "waits" -> {
        TaskPool pool = pools.get((Long) given.get(0));
        return pool != null && pool.holds((Long) given.get(1));
      }
      case "allot" -> {
        return sharing.take((Long) given.get(0));
      }
      case "free" -> {
        sharing.giveBackPlace((Long) given.get(0));
        return null;
      }
      case "memory" -> {
        SharedArena.Use use = sharing.use();
        return List.of(use.size(), use.used(), use.arrays(), use.bytes(), use.refused());
      }
      case "close" -> {
        TaskPool pool = pools.get((Long) given.get(0));
        if (pool == null) {
          return null;
        }
        if ((Boolean) given.get(1)) {
          pool.withdraw();
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
    sharing.make();
    pools.put(
        id,
        new TaskPool(
            Math.toIntExact(size),
            isolation,
            seats,
            meter,
            () -> opener.open(isolation, sharing.ofWorker()),
            () -> pools.remove(id)));
    return id;
  }

  private TaskPool pool(long id) {
    TaskPool pool = pools.get(id);
    if (pool == null) {
      throw new IllegalStateException("the executor was shut down");
    }
    return pool;
  }

  /** Brings a result into the guest. */
  private final class Receiver implements TaskPool.Listener {
    private final long ticket;

    Receiver(long ticket) {
      this.ticket = ticket;
    }

    @Override
    public void done(byte[] outcome, List<Place> places) {
      deliver(new Delivery(ticket, false, outcome, places, () -> sharing.giveBack(places)));
    }

    @Override
    public void died(String reason) {
      // None is for what was withdrawn.
      String told = reason.isEmpty() ? "the worker ended" : reason;
      byte[] text = told.getBytes(StandardCharsets.ISO_8859_1);
      deliver(new Delivery(ticket, true, text, List.of(), () -> {}));
    }

    @Override
    public void withdrawn() {
      deliver(new Delivery(ticket, true, new byte[0], List.of(), () -> {}));
    }

    private void deliver(Delivery delivery) {
      sharing.giveBack(ticket);
      try {
        guest.join().deliver(delivery);
      } catch (GuestFailure e) {
        // The guest is gone, and with it whoever waits for this.
        close();
      }
    }
  }
}
