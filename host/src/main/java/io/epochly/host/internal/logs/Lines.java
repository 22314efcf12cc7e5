package io.epochly.host.internal.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both forms of lines say of an event. */
final class Lines {
  private Lines() {}

  /** The level by the name that the setting {@code log_level} has for it. */
  static String level(ILoggingEvent event) {
    return event.getLevel().equals(Level.WARN) ? "WARNING" : event.getLevel().toString();
  }

  /** The classes of an exception and its causes, without their messages, and where they arose. */
  static List<String> error(ILoggingEvent event) {
    List<String> parts = new ArrayList<>();
    @Nullable IThrowableProxy error = event.getThrowableProxy();
    while (error != null && parts.size() < 16) {
      StackTraceElementProxy[] frames = error.getStackTraceElementProxyArray();
      parts.add(
          error.getClassName() + (frames.length == 0 ? "" : " " + frames[0].getSTEAsString()));
      error = error.getCause();
    }
    return parts;
  }
}
