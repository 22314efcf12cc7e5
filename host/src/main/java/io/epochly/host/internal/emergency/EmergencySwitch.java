package io.epochly.host.internal.emergency;

import io.epochly.host.AuditEvent;
import io.epochly.host.internal.audit.Audit;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** Off until the operator switches it on; then on for good. */
public final class EmergencySwitch implements AutoCloseable {
  /** What somebody is told who asks for what is off. */
  public static final String NO_WORKERS =
      "there are no workers: the operator's emergency switch is on";

  private static final long PERIOD_MILLIS = 250;

  private final Path file;
  private final Audit audit;
  private final Set<Subject> subjects = new HashSet<>();
  private boolean on;
  private boolean watched;

  /** Something that has to end, or to change, when the switch goes on. */
  private record Subject(Object key, Runnable action) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Subject subject && subject.key == key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }
  }

  public EmergencySwitch(Settings settings, Audit audit) {
    this.file = settings.emergencyFile();
    this.audit = audit;
    if (settings.emergencyDisabled()) {
      switchOn(String.valueOf(settings.effective(Setting.EMERGENCY_DISABLE).source()));
    }
  }

  /** Whether it is on now; looks at the file. */
  public boolean isOn() {
    look();
    synchronized (this) {
      return on;
    }
  }

  /**
   * Runs an action, on a thread of its own, when the switch goes on; at once if it is on.
   *
   * @param key what the action is for, by identity
   */
  public void attach(Object key, Runnable action) {
    synchronized (this) {
      if (!on) {
        subjects.add(new Subject(key, action));
        if (!watched) {
          watched = true;
          Thread.ofPlatform().daemon().name("epochly-emergency").start(this::watch);
        }
        return;
      }
    }
    start(action);
  }

  /** Forgets what was attached. */
  public synchronized void detach(Object key) {
    subjects.remove(new Subject(key, () -> {}));
    notifyAll();
  }

  private void watch() {
    try {
      while (goesOn()) {
        look();
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it.
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it is time to look again; false if there is nothing to look for. */
  private synchronized boolean goesOn() throws InterruptedException {
    if (!on && !subjects.isEmpty()) {
      wait(PERIOD_MILLIS);
    }
    watched = !on && !subjects.isEmpty();
    return watched;
  }

  private void look() {
    // A link that leads nowhere was put there by somebody too.
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      switchOn("the file " + file);
    }
  }

  private void switchOn(String reason) {
    List<Subject> concerned;
    synchronized (this) {
      if (on) {
        return;
      }
      on = true;
      concerned = new ArrayList<>(subjects);
      subjects.clear();
      notifyAll();
    }
    // Each on a thread of its own: a worker that does not listen must not keep the others.
    concerned.forEach(subject -> start(subject.action()));
    audit.tell(AuditEvent.Kind.EMERGENCY_DISABLED, reason);
    LoggerFactory.getLogger(EmergencySwitch.class)
        .warn("everything runs plain and without workers until a new start: {}", reason);
  }

  private static void start(Runnable action) {
    Thread.ofPlatform().daemon().name("epochly-emergency-stop").start(action);
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    subjects.clear();
    notifyAll();
  }
}
