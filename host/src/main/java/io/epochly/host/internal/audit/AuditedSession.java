package io.epochly.host.internal.audit;

import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.AuditEvent;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestStuckException;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.guest.Delivery;
import io.epochly.host.internal.guest.Reference;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A guest whose end, if nobody asked for it, is an event. */
public final class AuditedSession implements Session {
  private final Session session;
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
    this.session = session;
    this.audit = audit;
    this.death = death;
    this.strength = strength;
    this.whenClosed = whenClosed;
  }

  private <T> T audited(Supplier<T> call) {
    try {
      return call.get();
    } catch (ResourceExhaustedException e) {
      audit.tell(
          AuditEvent.Kind.LIMIT_REACHED,
          e.limit().name().toLowerCase(Locale.ROOT) + " " + e.value());
      throw e;
    } catch (GuestStuckException e) {
      audit.tell(AuditEvent.Kind.GUEST_STUCK, "in a builtin that does not stop");
      throw e;
    } catch (GuestDeadException e) {
      if (over.compareAndSet(false, true)) {
        audit.tell(death, strength);
      }
      throw e;
    }
  }

  @Override
  public Reference evaluate(String source) {
    return audited(() -> session.evaluate(source));
  }

  @Override
  public Reference call(String function, Object... arguments) {
    return audited(() -> session.call(function, arguments));
  }

  @Override
  public void run(String entry, List<String> arguments) {
    audited(
        () -> {
          session.run(entry, arguments);
          return entry;
        });
  }

  @Override
  public int runAsProgram(String entry, List<String> arguments) {
    return audited(() -> session.runAsProgram(entry, arguments));
  }

  @Override
  public void tasks(List<Task> tasks, Task.Results results) {
    audited(
        () -> {
          session.tasks(tasks, results);
          return results;
        });
  }

  @Override
  public byte[] typed(byte[] request) {
    return audited(() -> session.typed(request));
  }

  @Override
  public void deliver(Delivery delivery) {
    session.deliver(delivery);
  }

  @Override
  public List<FunctionReport> reports() {
    return session.reports();
  }

  @Override
  public Optional<GuestMetrics> metrics() {
    return session.metrics();
  }

  @Override
  public boolean interrupt(Duration timeout) {
    return session.interrupt(timeout);
  }

  @Override
  public void signal() {
    session.signal();
  }

  @Override
  public void disableForGood() {
    session.disableForGood();
  }

  @Override
  public List<String> reductions() {
    return session.reductions();
  }

  @Override
  public void close() {
    over.set(true);
    whenClosed.run();
    session.close();
  }
}
