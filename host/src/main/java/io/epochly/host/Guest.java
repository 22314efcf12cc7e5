package io.epochly.host;

import io.epochly.host.internal.guest.Bridge;
import io.epochly.host.internal.guest.GuestContexts.OpenContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Value;

/**
 * One isolated Python interpreter: its own modules, its own GIL, only the files that its policy
 * grants. Use it from one thread at a time; {@link #close} may come from any.
 *
 * <p>Functions throw a {@link GuestFailure}: {@link GuestException} for an error of the guest,
 * {@link GuestExitException} if it asks to end, {@link GuestInterruptedException} after {@link
 * #interrupt}, and {@link GuestDeadException} once it cannot go on.
 */
public final class Guest implements AutoCloseable {
  private final OpenContext open;
  private final Bridge bridge;

  Guest(OpenContext open) {
    this.open = open;
    this.bridge = open.bridge();
  }

  /**
   * Runs a script as {@code python script args...} would, in the guest's {@code __main__}. The
   * policy must let the guest read the script's folder: see {@link
   * GuestPolicy.Builder#allowScript}.
   */
  public void run(Path script, String... args) {
    bridge.call("run_script", scriptArguments(script, args));
  }

  /** Runs a module as {@code python -m module args...} would. */
  public void runModule(String module, String... args) {
    bridge.call("run_module", moduleArguments(module, "", args));
  }

  /**
   * Runs Python source text in the guest's {@code __main__}.
   *
   * @return the value if the text is an expression, else {@code None}
   */
  public GuestValue eval(String source) {
    return wrap(bridge.call("evaluate", source));
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
    Object[] passed = new Object[arguments.length + 1];
    passed[0] = function;
    for (int i = 0; i < arguments.length; i++) {
      passed[i + 1] = bridge.toGuest(arguments[i]);
    }
    try {
      return wrap(bridge.call("call", passed));
    } finally {
      for (int i = 0; i < arguments.length; i++) {
        bridge.copyBack(arguments[i], passed[i + 1]);
      }
    }
  }

  /**
   * Ends the call that runs in the guest, from another thread. The guest cannot catch it, but it
   * lives on: the call throws {@link GuestInterruptedException}.
   *
   * @return false if the guest did not come to a point where it can be interrupted in time
   */
  public boolean interrupt(Duration timeout) {
    try {
      open.bindings().interruptKernels();
      open.context().interrupt(timeout);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Ends the guest, in the middle of what it does if need be. */
  @Override
  public void close() {
    open.close();
  }

  private GuestValue wrap(Value value) {
    return new GuestValue(bridge, value);
  }

  private static Object[] scriptArguments(Path script, String... args) {
    Path folder = script.getParent();
    return moduleArguments(script.toString(), folder == null ? "" : folder.toString(), args);
  }

  private static Object[] moduleArguments(String name, String folder, String... args) {
    Object[] all = new Object[args.length + 2];
    all[0] = name;
    all[1] = folder;
    System.arraycopy(args, 0, all, 2, args.length);
    return all;
  }
}
