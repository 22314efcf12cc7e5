package io.epochly.guest.internal.runtime;

import io.epochly.guest.DirectFunction;
import io.epochly.guest.internal.graalpy.Environment;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/** The calls into one guest's kernels by threads that do not enter it. */
public final class DirectCalls {
  private final Interruption interruption;
  private final Presence presence = new Presence();
  private final Map<Long, Preparation> open = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();

  /**
   * Code that the guest is entered for.
   *
   * @param result as in {@link DirectFunction}
   */
  private record Preparation(DirectCode code, Class<?> result) {}

  public DirectCalls(Interruption interruption) {
    this.interruption = interruption;
  }

  /** Code for calls that are not prepared yet. */
  public DirectCode code(boolean arrays, Set<Integer> memory, DirectFunction.Caller caller) {
    return DirectCode.of(arrays, memory, presence, interruption, caller);
  }

  /** Whose entries count. */
  public Presence presence() {
    return presence;
  }

  /** Ends calls that run, and declines all that come. */
  public void end() {
    presence.end();
    interruption.interrupt();
  }

  /**
   * Has somebody enter the guest, and there call {@link #prepare} with the number that he gets.
   *
   * @return what he gives
   */
  public boolean enter(DirectCode code, Class<?> result, LongPredicate somebody) {
    long ticket = tickets.incrementAndGet();
    open.put(ticket, new Preparation(code, result));
    try {
      return somebody.test(ticket);
    } finally {
      open.remove(ticket);
    }
  }

  /**
   * Prepares the code that has this ticket, if calls of a function can be answered from outside.
   */
  public boolean prepare(
      long ticket,
      Dispatcher dispatcher,
      OptimizedCode code,
      Environment environment,
      Object[] samples) {
    Preparation wanted = open.get(ticket);
    return wanted != null
        && wanted
            .code()
            .arm(
                () ->
                    dispatcher.direct(
                        code, environment, samples, wanted.result(), wanted.code().memory()));
  }
}
