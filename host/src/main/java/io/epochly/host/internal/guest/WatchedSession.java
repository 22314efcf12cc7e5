package io.epochly.host.internal.guest;

import io.epochly.guest.DirectFunction;
import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A guest whose failures somebody else hears of, before who called it does. */
public abstract class WatchedSession implements Session {
  private final Session session;

  protected WatchedSession(Session session) {
    this.session = session;
  }

  /** Called with what a call of the guest throws. */
  protected abstract void failed(RuntimeException failure);

  private <T> T watched(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      failed(e);
      throw e;
    }
  }

  private void watched(Runnable call) {
    watched(
        () -> {
          call.run();
          return call;
        });
  }

  @Override
  public final Reference evaluate(String source) {
    return watched(() -> session.evaluate(source));
  }

  @Override
  public final Reference call(String function, Object... arguments) {
    return watched(() -> session.call(function, arguments));
  }

  @Override
  public final void run(String entry, List<String> arguments) {
    watched(() -> session.run(entry, arguments));
  }

  @Override
  public final int runAsProgram(String entry, List<String> arguments) {
    return watched(() -> session.runAsProgram(entry, arguments));
  }

  @Override
  public final void check() {
    watched(session::check);
  }

  @Override
  public final void tasks(List<Task> tasks, Task.Results results) {
    watched(() -> session.tasks(tasks, results));
  }

  @Override
  public final byte[] typed(byte[] request) {
    return watched(() -> session.typed(request));
  }

  @Override
  public final Optional<DirectFunction> direct(
      List<DirectFunction.Parameter> parameters, Class<?> result) {
    return session.direct(parameters, result);
  }

  @Override
  public final void deliver(Delivery delivery) {
    session.deliver(delivery);
  }

  @Override
  public final List<FunctionReport> reports() {
    return session.reports();
  }

  @Override
  public final Optional<GuestMetrics> metrics() {
    return session.metrics();
  }

  @Override
  public final boolean interrupt(Duration timeout) {
    return session.interrupt(timeout);
  }

  @Override
  public final void signal() {
    session.signal();
  }

  @Override
  public final void disableForGood() {
    session.disableForGood();
  }

  @Override
  public final List<String> reductions() {
    return session.reductions();
  }

  @Override
  public void close() {
    session.close();
  }
}
