package io.epochly.host.internal.logs;

import io.epochly.host.AuditEvent;
import io.epochly.host.internal.config.Settings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Sets the logs of this process up as the settings say. */
public final class Logs {
  /** Which loggers of the process are the host's to set up. */
  public enum Scope {
    /** Its own, in a program of somebody else's. */
    HOST,
    /** All: the process is the host's. */
    PROCESS
  }

  private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

  /** What was told of the environment, which is one for all hosts of the process. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private Logs() {}

  /**
   * Sets the logs up, if the settings say anything of them: to start the logging takes longer than
   * to open a guest. They are the process's: of several hosts the last one that says something
   * decides.
   *
   * @return where audit events go
   * @throws io.epochly.host.ConfigurationException if the log file cannot be opened
   */
  public static Consumer<AuditEvent> start(Settings settings, Scope scope) {
    Consumer<AuditEvent> audit = settings.setsLogs() ? setUp(settings, scope) : _ -> {};
    for (String warning : settings.warnings()) {
      if (TOLD.add(warning)) {
        LoggerFactory.getLogger(Logs.class).warn(warning);
      }
    }
    return audit;
  }

  private static Consumer<AuditEvent> setUp(Settings settings, Scope scope) {
    // By name: an embedding program may do without Logback's classes.
    if (LoggerFactory.getILoggerFactory().getClass().getName().equals(LOGBACK)) {
      return LogbackSetup.of(settings, scope);
    }
    LoggerFactory.getLogger(Logs.class)
        .warn(
            "log_level, log_file and log_format are Logback's, and this program logs by other means");
    return new AuditLog();
  }
}
