package io.epochly.host.internal.guest;

import io.epochly.host.GuestDeadException;
import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one call at a time into a guest, while it lives, and says clearly why not. */
public final class CallGate {
  private final AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
  private volatile String closed = "";
  private volatile Optional<ResourceExhaustedException> ended = Optional.empty();

  /**
   * Runs a call of the guest.
   *
   * @throws GuestDeadException if the guest is closed, also while the call runs, or was ended
   * @throws IllegalStateException while another call runs
   */
  public <T> T run(Supplier<T> call) {
    requireOpen();
    ended.ifPresent(
        reason -> {
          throw new GuestDeadException(
              "the guest was ended by an earlier call, when it came to its limit of %d %s: open"
                      .formatted(reason.value(), reason.limit().unit())
                  + " another one",
              reason);
        });
    if (!caller.compareAndSet(null, Thread.currentThread())) {
      throw busy();
    }
    try {
      return call.get();
    } catch (ResourceExhaustedException e) {
      // A result that is too large is not read, and that is all.
      if (e.limit() != Limit.RESULT) {
        ended = Optional.of(e);
      }
      throw e;
    } catch (GuestDeadException e) {
      throw !closed.isEmpty()
          ? new GuestDeadException("the guest was closed while the call ran", e)
          : e;
    } finally {
      caller.set(null);
    }
  }

  private IllegalStateException busy() {
    if (caller.get() == Thread.currentThread() || HostCalls.RUNNING.isBound()) {
      String function = HostCalls.RUNNING.orElse("of the host");
      return new IllegalStateException(
          "host function '%s' called the guest that waits for it: a guest runs one call at a time;"
                  .formatted(function)
              + " return to it what it needs, or call another guest");
    }
    return new IllegalStateException(
        "the guest runs a call of another thread: call it from one thread at a time, or open a"
            + " guest for each");
  }

  /**
   * Refuses what is asked for too late.
   *
   * @throws GuestDeadException if the guest is closed
   */
  public void requireOpen() {
    if (!closed.isEmpty()) {
      throw new GuestDeadException(closed);
    }
  }

  /** The guest is being closed. */
  public void close() {
    close("the guest is closed: open another one");
  }

  /**
   * Lets nobody in any more.
   *
   * @param reason what callers hear
   */
  public void close(String reason) {
    closed = reason;
  }
}
