package io.epochly.host.internal.audit;

import io.epochly.host.AuditEvent;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The events of a host. */
public final class Audit {
  /** The guest of an event that is the host's own. */
  private static final long HOST = 0;

  private final Consumer<AuditEvent> sink;
  private final AtomicLong guests = new AtomicLong();

  public Audit(Consumer<AuditEvent> sink) {
    this.sink = sink;
  }

  /** Tells of something that the host did. */
  public void tell(AuditEvent.Kind kind, String subject) {
    sink.accept(new AuditEvent(Instant.now(), kind, HOST, subject));
  }

  /** The events of the next guest. */
  public GuestAudit nextGuest() {
    long number = guests.incrementAndGet();
    return new GuestAudit(
        (kind, subject) -> sink.accept(new AuditEvent(Instant.now(), kind, number, subject)));
  }
}
