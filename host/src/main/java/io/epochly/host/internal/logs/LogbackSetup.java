package io.epochly.host.internal.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.epochly.host.AuditEvent;
import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Sets Logback up as the settings say. */
final class LogbackSetup {
  private static final String HOST = "io.epochly";

  private LogbackSetup() {}

  /** Sets it up; gives where audit events go. */
  static Consumer<AuditEvent> of(Settings settings, Logs.Scope scope) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Level level =
        Level.toLevel(settings.logLevel().equals("WARNING") ? "WARN" : settings.logLevel());
    Appender<ILoggingEvent> appender = appender(settings, context);
    for (String name : names(scope)) {
      Logger logger = context.getLogger(name);
      logger.detachAndStopAllAppenders();
      logger.setAdditive(false);
      logger.addAppender(appender);
    }
    context.getLogger(HOST).setLevel(level);
    boolean audited = settings.logFile().isPresent() || Level.INFO.isGreaterOrEqual(level);
    context.getLogger(AuditLog.LOGGER).setLevel(audited ? Level.INFO : Level.OFF);
    if (level == Level.DEBUG) {
      LoggerFactory.getLogger(Logs.class)
          .warn(
              "log_level is DEBUG, which shows internals of the host and of guests' code: not for production");
    }
    return audited ? new AuditLog() : _ -> {};
  }

  private static List<String> names(Logs.Scope scope) {
    return switch (scope) {
      case HOST -> List.of(HOST, AuditLog.LOGGER);
      case PROCESS -> List.of(HOST, AuditLog.LOGGER, org.slf4j.Logger.ROOT_LOGGER_NAME);
    };
  }

  private static Appender<ILoggingEvent> appender(Settings settings, LoggerContext context) {
    Optional<Path> file = settings.logFile();
    LayoutBase<ILoggingEvent> layout =
        settings.logFormat().equals("json") ? new JsonLayout() : new TextLayout(file.isPresent());
    layout.setContext(context);
    layout.start();
    Appender<ILoggingEvent> appender =
        file.isPresent() ? file(file.get(), layout, settings) : console(layout, context);
    appender.setContext(context);
    appender.start();
    return appender;
  }

  private static Appender<ILoggingEvent> file(
      Path path, Layout<ILoggingEvent> layout, Settings settings) {
    try {
      return new LogFile(path, layout);
    } catch (IOException e) {
      throw new ConfigurationException(
          "log_file, set in %s, cannot be opened (%s): name a file in a folder that exists and that you may write to"
              .formatted(
                  settings.effective(Setting.LOG_FILE).source(), e.getClass().getSimpleName()));
    }
  }

  private static Appender<ILoggingEvent> console(
      Layout<ILoggingEvent> layout, LoggerContext context) {
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setTarget("System.err");
    console.setEncoder(encoder);
    return console;
  }
}
