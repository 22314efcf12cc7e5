package io.epochly.host.internal.guest;

import io.epochly.guest.DirectFunction;
import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.GuestFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A guest, wherever it runs. Its functions throw a {@link GuestFailure}. */
public interface Session extends AutoCloseable {
  /** The value of an expression, or None after statements. */
  Reference evaluate(String source);

  /** Calls a function of {@code __main__}; arrays of numbers are copied in, and back after it. */
  Reference call(String function, Object... arguments);

  /** Calls a function of {@code bootstrap.py} that gives nothing back. */
  void run(String entry, List<String> arguments);

  /** Likewise, as a program: errors are printed as python does. Gives the status. */
  int runAsProgram(String entry, List<String> arguments);

  /** Throws what a call would, if the guest is known to have ended since the last. */
  void check();

  /**
   * Runs tasks, one after another, as a worker of another guest or of the host. A worker that is
   * reached by messages gives back what waits behind a task that takes long.
   */
  void tasks(List<Task> tasks, Task.Results results);

  /**
   * Binds or calls a function for an interface of the host, by what {@code typed.py} takes and
   * gives. Interrupting the calling thread does what {@link #interrupt} does.
   */
  byte[] typed(byte[] request);

  /**
   * An optimized function for threads that do not enter the guest, if there can be calls with these
   * types here; {@link #typed} prepares it.
   */
  Optional<DirectFunction> direct(List<DirectFunction.Parameter> parameters, Class<?> result);

  /** Gives the guest what a task of its workers gave, on whatever thread, at whatever moment. */
  void deliver(Delivery delivery);

  /** What was done with each optimized function so far, of a guest in this process. */
  List<FunctionReport> reports();

  /**
   * What optimized functions did so far, from whatever thread; of a guest in a process, what that
   * told last, which an answer of it never comes before. Empty if it has told nothing.
   */
  Optional<GuestMetrics> metrics();

  /** Ends the call that runs, from another thread; false if that takes longer. */
  boolean interrupt(Duration timeout);

  /** Ctrl-C, for a guest whose policy lets it handle signals. */
  void signal();

  /** Runs everything plain from now on, from another thread; kernels that run end. */
  void disableForGood();

  /** What the policy asks for and this machine cannot do. */
  List<String> reductions();

  /** Ends the guest, in the middle of what it does if need be. */
  @Override
  void close();
}
