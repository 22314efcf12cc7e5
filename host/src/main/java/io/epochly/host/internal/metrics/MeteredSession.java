package io.epochly.host.internal.metrics;

import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.GuestStuckException;
import io.epochly.host.Isolation;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.guest.Delivery;
import io.epochly.host.internal.guest.Reference;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A guest that is counted: that it is there, and what ends its calls. */
final class MeteredSession implements Session {
  private final Session session;
  private final Isolation isolation;
  private final boolean worker;
  private final HostMeter meter;

  MeteredSession(Session session, Isolation isolation, boolean worker, HostMeter meter) {
    this.session = session;
    this.isolation = isolation;
    this.worker = worker;
    this.meter = meter;
  }

  Isolation isolation() {
    return isolation;
  }

  boolean isWorker() {
    return worker;
  }

  private <T> T counted(Supplier<T> call) {
    try {
      return call.get();
    } catch (ResourceExhaustedException e) {
      meter.reached(e.limit());
      throw e;
    } catch (GuestStuckException e) {
      meter.stuck();
      throw e;
    }
  }

  @Override
  public Reference evaluate(String source) {
    return counted(() -> session.evaluate(source));
  }

  @Override
  public Reference call(String function, Object... arguments) {
    return counted(() -> session.call(function, arguments));
  }

  @Override
  public void run(String entry, List<String> arguments) {
    counted(
        () -> {
          session.run(entry, arguments);
          return entry;
        });
  }

  @Override
  public int runAsProgram(String entry, List<String> arguments) {
    return counted(() -> session.runAsProgram(entry, arguments));
  }

  @Override
  public void tasks(List<Task> tasks, Task.Results results) {
    counted(
        () -> {
          session.tasks(tasks, results);
          return results;
        });
  }

  @Override
  public byte[] typed(byte[] request) {
    return counted(() -> session.typed(request));
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
    try {
      session.close();
    } finally {
      meter.closed(this);
    }
  }
}
