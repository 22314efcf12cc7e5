package io.epochly.host.internal.metrics;

import io.epochly.host.internal.pool.Ticket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Counts what one pool of guests does. */
public final class PoolMeter implements AutoCloseable {
  private final HostMeter host;
  private final IntSupplier waiting;
  private final AtomicInteger busy = new AtomicInteger();

  PoolMeter(HostMeter host, IntSupplier waiting) {
    this.host = host;
    this.waiting = waiting;
  }

  /** An action begins. */
  public void begins() {
    busy.incrementAndGet();
  }

  /** An action has ended. */
  public void ended(Ticket.Use use) {
    busy.decrementAndGet();
    switch (use) {
      case DONE, TAKEN -> host.ranAction(false);
      case FAILED, BROKEN -> host.ranAction(true);
      case NONE -> {}
    }
  }

  /** An action was not taken. */
  public void refused() {
    host.refusedAction();
  }

  /** A guest was closed behind its action. */
  public void replaced() {
    host.replacedGuest();
  }

  int busy() {
    return busy.get();
  }

  int waiting() {
    return waiting.getAsInt();
  }

  @Override
  public void close() {
    host.closed(this);
  }
}
