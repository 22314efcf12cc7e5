package io.epochly.host.internal.logs;

import io.epochly.host.AuditEvent;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Audit events as lines of a logger of their own. */
final class AuditLog implements Consumer<AuditEvent> {
  static final String LOGGER = "epochly.audit";

  @Override
  public void accept(AuditEvent event) {
    LoggerFactory.getLogger(LOGGER)
        .atInfo()
        .addKeyValue("event", event.kind().name().toLowerCase(Locale.ROOT))
        .addKeyValue("guest", event.guest())
        .addKeyValue("subject", event.subject())
        .log(event.toString());
  }
}
