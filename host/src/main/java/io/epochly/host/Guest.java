package io.epochly.host;

import io.epochly.host.internal.guest.CallGate;
import io.epochly.host.internal.guest.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One isolated Python interpreter: its own modules, its own GIL, only the files that its policy
 * grants. Use it from one thread at a time; {@link #close} may come from any.
 *
 * <p>Functions throw a {@link GuestFailure}: {@link GuestException} for an error of the guest,
 * {@link GuestExitException} if it asks to end, {@link GuestInterruptedException} after {@link
 * #interrupt}, {@link ResourceExhaustedException} at a limit, and {@link GuestDeadException} once
 * it cannot go on.
 */
public final class Guest implements AutoCloseable {
  private final Session session;
  private final CallGate gate = new CallGate();

  Guest(Session session) {
    this.session = session;
  }

  /**
   * Runs a script as {@code python script args...} would, in the guest's {@code __main__}. The
   * policy must let the guest read the script's folder: see {@link
   * GuestPolicy.Builder#allowScript}.
   */
  public void run(Path script, String... args) {
    Path folder = script.getParent();
    List<String> words = words(script.toString(), folder == null ? "" : folder.toString(), args);
    gate.run(() -> ran("run_script", words));
  }

  /** Runs a module as {@code python -m module args...} would. */
  public void runModule(String module, String... args) {
    gate.run(() -> ran("run_module", words(module, "", args)));
  }

  /**
   * Runs Python source text in the guest's {@code __main__}.
   *
   * @return the value if the text is an expression, else {@code None}
   */
  public GuestValue eval(String source) {
    return gate.run(() -> new GuestValue(session.evaluate(source)));
  }

  /**
   * Calls a function of the guest's {@code __main__}, or a built-in one.
   *
   * <p>An array of numbers arrives as an {@code array.array} of the same element type, a {@code
   * byte[]} as a {@code bytearray}. The host copies it in before the call and back after it, also
   * when the call fails: what the function stored is then in the Java array. The guest may keep the
   * array; later changes are not seen.
   *
   * @param arguments boxed primitives, strings, and arrays of numbers
   * @throws IllegalArgumentException for an argument of another type, or if the guest changed an
   *     array's length
   */
  public GuestValue call(String function, Object... arguments) {
    return gate.run(() -> new GuestValue(session.call(function, arguments)));
  }

  /**
   * Ends the call that runs in the guest, from another thread. The guest cannot catch it, but it
   * lives on: the call throws {@link GuestInterruptedException}.
   *
   * @return false if the guest did not come to a point where it can be interrupted in time
   */
  public boolean interrupt(Duration timeout) {
    return session.interrupt(timeout);
  }

  /**
   * What its policy asks for and this machine cannot do, a sentence each: empty unless the policy
   * {@linkplain GuestPolicy.Builder#acceptReduced accepts} that.
   */
  public List<String> reductions() {
    return session.reductions();
  }

  /**
   * Ends the guest, in the middle of what it does if need be. Returns within about a second: a
   * guest in this process that is in a builtin which does not stop is left behind.
   */
  @Override
  public void close() {
    gate.close();
    session.close();
  }

  private Session ran(String entry, List<String> arguments) {
    session.run(entry, arguments);
    return session;
  }

  private static List<String> words(String name, String folder, String... args) {
    List<String> words = new ArrayList<>(List.of(name, folder));
    words.addAll(List.of(args));
    return words;
  }
}
