package io.epochly.host;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.pool.TaskPool;
import io.epochly.host.internal.shared.Place;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Guests of one policy that run the same program, and its functions side by side.
 *
 * <pre>{@code
 * try (WorkerPool pool = host.workers(policy, 4, "def area(r): return 3.14 * r * r")) {
 *   CompletableFuture<Object> area = pool.call("area", 2.0);
 * }
 * }</pre>
 *
 * <p>Arguments and results are data, as of {@link HostFunction}. A worker is opened when there is a
 * call for it, and stays; one that dies is replaced at the next call.
 */
public final class WorkerPool implements AutoCloseable {
  private final TaskPool pool;
  private final AtomicLong tickets = new AtomicLong();

  WorkerPool(TaskPool pool) {
    this.pool = pool;
  }

  /**
   * Calls a function of the program, on whatever worker is free first.
   *
   * @return its result; or fails with a {@link GuestException} if it raises, with a {@link
   *     GuestDeadException} if its worker dies, also by a limit. Cancelling it takes the call out
   *     of the queue, and does nothing to one that runs.
   * @throws IllegalArgumentException for an argument that is no data
   * @throws IllegalStateException if the pool is closed
   */
  public CompletableFuture<@Nullable Object> call(String function, @Nullable Object... arguments) {
    byte[] data;
    try {
      data = Data.encode(Arrays.asList(arguments));
    } catch (BadDataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    long ticket = tickets.incrementAndGet();
    CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    pool.submit(ticket, new Task.Named(function, data), false, new Ending(result));
    result.whenComplete(
        (value, error) -> {
          if (result.isCancelled()) {
            pool.cancel(ticket);
          }
        });
    return result;
  }

  /** Ends the workers, in the middle of what they do if need be; what waits fails. */
  @Override
  public void close() {
    pool.close();
  }

  private record Ending(CompletableFuture<@Nullable Object> result) implements TaskPool.Listener {
    @Override
    public void done(byte[] outcome, List<Place> places) {
      try {
        Object value = Data.decode(outcome, 1);
        if (outcome[0] == 'V') {
          result.complete(value);
        } else if (value instanceof List<?> parts) {
          result.completeExceptionally(
              new GuestException(
                  (String) parts.get(0), (String) parts.get(2), (String) parts.get(3)));
        } else {
          died("the worker sent what is no result");
        }
      } catch (BadDataException
          | ClassCastException
          | IndexOutOfBoundsException
          | NullPointerException e) {
        died("the worker sent what is no result");
      }
    }

    @Override
    public void died(String reason) {
      result.completeExceptionally(new GuestDeadException(reason));
    }
  }
}
