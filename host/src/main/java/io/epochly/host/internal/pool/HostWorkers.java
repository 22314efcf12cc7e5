package io.epochly.host.internal.pool;

import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.Isolation;
import io.epochly.host.internal.data.Aside;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.Room;
import io.epochly.host.internal.shared.SharedArena;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Workers of the host, which run the same program, and the memory that it shares with them. */
public final class HostWorkers implements AutoCloseable {
  private static final String NO_RESULT = "the worker sent what is no result";

  /** Opens a worker that has run the program. */
  @FunctionalInterface
  public interface Opener {
    Session open(Optional<Room> room) throws IOException;
  }

  private final TaskPool pool;
  private final Sharing sharing;
  private final AtomicLong tickets = new AtomicLong();

  /**
   * @param size how many workers there are at most
   * @param strength of the workers
   * @param sharedMemory how many bytes the host shares with them
   * @param seats what all workers of the host share
   * @param meter hears of workers that take the place of others
   * @param whenOver hears, maybe twice, that it has ended
   */
  public HostWorkers(
      int size,
      Isolation strength,
      long sharedMemory,
      WorkerSeats seats,
      HostMeter meter,
      Opener opener,
      Consumer<HostWorkers> whenOver) {
    this.sharing = new Sharing(sharedMemory);
    sharing.make();
    this.pool =
        new TaskPool(
            size,
            strength,
            seats,
            meter,
            () -> opener.open(sharing.ofWorker()),
            () -> whenOver.accept(this));
  }

  /**
   * Calls a function of the program.
   *
   * @throws BadDataException if the arguments are no data
   * @throws IllegalStateException if this is closed
   */
  public CompletableFuture<@Nullable Object> call(
      String function, List<? extends @Nullable Object> arguments) throws BadDataException {
    long ticket = tickets.incrementAndGet();
    Down down = new Down();
    CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    byte[] data;
    try {
      data = Data.encode(arguments, down);
    } catch (BadDataException | RuntimeException | Error e) {
      // Collections of the caller's may throw anything.
      down.giveBack();
      throw e;
    }
    sharing.keep(ticket, down.offsets());
    try {
      pool.submit(ticket, new Task.Named(function, data), false, new Ending(ticket, result));
    } catch (IllegalStateException e) {
      sharing.giveBack(ticket);
      throw e;
    }
    result.whenComplete(
        (value, error) -> {
          if (result.isCancelled() && pool.cancel(ticket)) {
            sharing.giveBack(ticket);
          }
        });
    return result;
  }

  /** How arrays went to the workers and back. */
  public SharedArena.Use use() {
    return sharing.use();
  }

  /** Ends the workers; what waits is told why. */
  public void close(String reason) {
    pool.close(reason);
    sharing.close();
  }

  @Override
  public void close() {
    close("the workers were ended");
  }

  /** Where arguments are put; an offset stands for each. */
  private final class Down implements Aside {
    private final List<Long> taken = new ArrayList<>();

    @Override
    public OptionalInt put(MemorySegment content) {
      long offset = sharing.take(content.byteSize());
      if (offset < 0) {
        return OptionalInt.empty();
      }
      taken.add(offset);
      sharing.memory().asSlice(offset, content.byteSize()).copyFrom(content);
      return OptionalInt.of(Math.toIntExact(offset));
    }

    @Override
    public MemorySegment get(int number, long size) throws BadDataException {
      return NOWHERE.get(number, size);
    }

    long[] offsets() {
      return taken.stream().mapToLong(Long::longValue).toArray();
    }

    void giveBack() {
      taken.forEach(sharing::giveBackPlace);
    }
  }

  /** Where a worker has put its result; the place's number stands for each, and once. */
  private final class Up implements Aside {
    private final List<@Nullable Place> places;

    Up(List<Place> places) {
      this.places = new ArrayList<>(places);
    }

    @Override
    public OptionalInt put(MemorySegment content) {
      return OptionalInt.empty();
    }

    @Override
    public MemorySegment get(int number, long size) throws BadDataException {
      Place place = number < 0 || number >= places.size() ? null : places.set(number, null);
      if (place == null || size < 0 || size > place.bytes()) {
        throw new BadDataException("an array that lies where the worker has no place");
      }
      return sharing.memory().asSlice(place.offset(), size);
    }
  }

  private final class Ending implements TaskPool.Listener {
    private final long ticket;
    private final CompletableFuture<@Nullable Object> result;

    Ending(long ticket, CompletableFuture<@Nullable Object> result) {
      this.ticket = ticket;
      this.result = result;
    }

    @Override
    public void done(byte[] outcome, List<Place> places) {
      try {
        Object value = Data.decode(outcome, 1, new Up(places));
        if (outcome[0] == 'V') {
          end(() -> result.complete(value), places);
        } else if (value instanceof List<?> parts) {
          GuestException error =
              new GuestException(
                  (String) parts.get(0), (String) parts.get(2), (String) parts.get(3));
          end(() -> result.completeExceptionally(error), places);
        } else {
          end(() -> fail(NO_RESULT), places);
        }
      } catch (BadDataException
          | ClassCastException
          | IndexOutOfBoundsException
          | NullPointerException e) {
        end(() -> fail(NO_RESULT), places);
      } catch (IllegalStateException e) {
        // The memory is closed, as the workers are.
        end(() -> fail("the workers were ended"), places);
      } catch (OutOfMemoryError e) {
        end(() -> fail("the result does not fit into the host's memory"), places);
      }
    }

    @Override
    public void died(String reason) {
      end(() -> fail(reason), List.of());
    }

    @Override
    public void withdrawn() {
      end(() -> result.cancel(false), List.of());
    }

    private void fail(String reason) {
      result.completeExceptionally(new GuestDeadException(reason));
    }

    /** Places first: whoever gets the result may count them. */
    private void end(Runnable telling, List<Place> places) {
      sharing.giveBack(ticket);
      sharing.giveBack(places);
      telling.run();
    }
  }
}
