package io.epochly.host.internal.audit;

import io.epochly.guest.GuestListener;
import io.epochly.host.AuditEvent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.LoggerFactory;

/** The events of one guest and of its workers. */
public final class GuestAudit implements GuestListener {
  /** How many events a guest may cause: it could go on for ever. */
  static final int MOST_CAUSED = 1000;

  private final BiConsumer<AuditEvent.Kind, String> sink;
  private final AtomicInteger caused = new AtomicInteger();

  GuestAudit(BiConsumer<AuditEvent.Kind, String> sink) {
    this.sink = sink;
  }

  /** Tells of something that the host did with the guest. */
  public void tell(AuditEvent.Kind kind, String subject) {
    sink.accept(kind, subject);
  }

  @Override
  public void levelChanged(int level) {
    cause(AuditEvent.Kind.LEVEL_CHANGED, "to " + level);
  }

  @Override
  public void settingChanged(String key) {
    cause(AuditEvent.Kind.CONFIGURATION_CHANGED, key);
  }

  @Override
  public void optimizationFailed(int line, int column) {
    cause(AuditEvent.Kind.OPTIMIZATION_FAILED, "line %d, column %d".formatted(line, column));
  }

  @Override
  public void deviceLost(String id) {
    tell(AuditEvent.Kind.DEVICE_DIED, id);
  }

  private void cause(AuditEvent.Kind kind, String subject) {
    int number = caused.updateAndGet(n -> Math.min(n + 1, MOST_CAUSED + 2));
    try {
      if (number <= MOST_CAUSED) {
        sink.accept(kind, subject);
      } else if (number == MOST_CAUSED + 1) {
        sink.accept(AuditEvent.Kind.LIMIT_REACHED, "audit_events " + MOST_CAUSED);
      }
    } catch (RuntimeException e) {
      // The guest, in the middle of a call, can do nothing about it.
      LoggerFactory.getLogger(GuestAudit.class)
          .error("the sink of audit events threw a {}", e.getClass().getTypeName());
    }
  }
}
