package io.epochly.host.internal.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.util.List;

/** {@code LEVEL Logger: message}, in a file with the time before it. */
public final class TextLayout extends LayoutBase<ILoggingEvent> {
  private final boolean timed;

  /** Without the time, for standard error, whose reader has a clock. */
  public TextLayout() {
    this(false);
  }

  TextLayout(boolean timed) {
    this.timed = timed;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    List<String> error = Lines.error(event);
    String line =
        "%s%-7s %s: %s%s"
            .formatted(
                timed ? event.getInstant() + " " : "",
                Lines.level(event),
                logger.equals(AuditLog.LOGGER)
                    ? logger
                    : logger.substring(logger.lastIndexOf('.') + 1),
                event.getFormattedMessage(),
                error.isEmpty() ? "" : " " + error);
    return Escapes.escaped(line) + System.lineSeparator();
  }
}
