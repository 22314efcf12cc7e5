package io.epochly.host.internal.metrics;

import io.epochly.host.internal.pool.Ticket;
import java.util.function.IntSupplier;

/** Counts what one pool of guests does. */
public final class PoolMeter implements AutoCloseable {
  private final HostMeter host;
  private final IntSupplier waiting;
  private int busy;

  PoolMeter(HostMeter host, IntSupplier waiting) {
    this.host = host;
    this.waiting = waiting;
  }

  /** An action begins. */
  public synchronized void begins() {
    busy++;
  }

  /** An action has ended. */
  public synchronized void ended(Ticket.Use use) {
    busy--;
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

  synchronized int busy() {
    return busy;
  }

  int waiting() {
    return waiting.getAsInt();
  }

  @Override
  public void close() {
    host.closed(this);
  }
}
