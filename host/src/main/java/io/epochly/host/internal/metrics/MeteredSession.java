package io.epochly.host.internal.metrics;

import io.epochly.host.GuestStuckException;
import io.epochly.host.Isolation;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.WatchedSession;

/** A guest that is counted: that it is there, and what ends its calls. */
final class MeteredSession extends WatchedSession {
  private final Isolation isolation;
  private final boolean worker;
  private final HostMeter meter;

  MeteredSession(Session session, Isolation isolation, boolean worker, HostMeter meter) {
    super(session);
    this.isolation = isolation;
    this.worker = worker;
    this.meter = meter;
  }

  Isolation isolation() {
    return isolation;
  }

  boolean isWorker() {
    return worker;
  }

  @Override
  protected void failed(RuntimeException failure) {
    switch (failure) {
      case ResourceExhaustedException e -> meter.reached(e.limit());
      case GuestStuckException _ -> meter.stuck();
      default -> {}
    }
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      meter.closed(this);
    }
  }
}
