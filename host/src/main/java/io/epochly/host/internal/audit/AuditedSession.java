package io.epochly.host.internal.audit;

import io.epochly.host.AuditEvent;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestStuckException;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.WatchedSession;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** A guest whose end, if nobody asked for it, is an event. */
public final class AuditedSession extends WatchedSession {
  private final GuestAudit audit;
  private final AuditEvent.Kind death;
  private final String strength;
  private final Runnable whenClosed;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param death what its death is: a guest's or a worker's
   * @param strength what stood around it
   * @param whenClosed what is to be done when it is closed
   */
  public AuditedSession(
      Session session,
      GuestAudit audit,
      AuditEvent.Kind death,
      String strength,
      Runnable whenClosed) {
    super(session);
    this.audit = audit;
    this.death = death;
    this.strength = strength;
    this.whenClosed = whenClosed;
  }

  @Override
  protected void failed(RuntimeException failure) {
    switch (failure) {
      case ResourceExhaustedException e ->
          audit.tell(
              AuditEvent.Kind.LIMIT_REACHED,
              e.limit().name().toLowerCase(Locale.ROOT) + " " + e.value());
      case GuestStuckException _ ->
          audit.tell(AuditEvent.Kind.GUEST_STUCK, "in a builtin that does not stop");
      case GuestDeadException _ -> {
        if (over.compareAndSet(false, true)) {
          audit.tell(death, strength);
        }
      }
      default -> {}
    }
  }

  @Override
  public void close() {
    over.set(true);
    whenClosed.run();
    super.close();
  }
}
