package io.epochly.host.internal.audit;

import io.epochly.host.AuditEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last events of a host. */
public final class RecentEvents implements Consumer<AuditEvent> {
  private static final int MOST = 32;

  private final Deque<AuditEvent> events = new ArrayDeque<>();

  @Override
  public synchronized void accept(AuditEvent event) {
    if (events.size() == MOST) {
      events.removeFirst();
    }
    events.addLast(event);
  }

  /** The oldest first. */
  public synchronized List<AuditEvent> list() {
    return List.copyOf(events);
  }
}
