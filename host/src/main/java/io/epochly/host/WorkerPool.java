package io.epochly.host;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.pool.HostWorkers;
import io.epochly.host.internal.shared.SharedArena;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
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
 * <p>Arguments and results are data, as of {@link HostFunction}. Arrays of 64 KiB and more go
 * through memory that the pool shares with its workers and with nobody else, {@link
 * Limit#SHARED_MEMORY} of its policy, unless that lets them have workers of their own. A worker is
 * opened when there is a call for it, and stays; one that dies is replaced at the next call.
 */
public final class WorkerPool implements AutoCloseable {
  private final HostWorkers workers;

  /**
   * How large arrays went to workers and back so far.
   *
   * @param size of the shared memory, in bytes; 0 if there is none
   * @param used how many bytes of it are taken now
   * @param arrays how many arrays went through it
   * @param bytes how large they were together
   * @param throughPipe how many took the slower way because it was full, or there is none
   */
  public record SharedMemory(long size, long used, long arrays, long bytes, long throughPipe) {}

  WorkerPool(HostWorkers workers) {
    this.workers = workers;
  }

  /**
   * Calls a function of the program, on whatever worker is free first.
   *
   * @return its result; or fails with a {@link GuestException} if it raises, with a {@link
   *     GuestDeadException} if its worker dies, also by a limit. Cancelling it takes the call out
   *     of the queue, and does nothing to one that runs. None is tried again by itself: whether
   *     that does harm its caller knows.
   * @throws IllegalArgumentException for an argument that is no data
   * @throws IllegalStateException if the pool is closed
   */
  public CompletableFuture<@Nullable Object> call(String function, @Nullable Object... arguments) {
    try {
      return workers.call(function, Arrays.asList(arguments));
    } catch (BadDataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** How large arrays went to workers and back so far. */
  public SharedMemory sharedMemory() {
    SharedArena.Use use = workers.use();
    return new SharedMemory(use.size(), use.used(), use.arrays(), use.bytes(), use.refused());
  }

  /** Ends the workers, in the middle of what they do if need be; what waits fails. */
  @Override
  public void close() {
    workers.close();
  }
}
