package io.epochly.host;

import io.epochly.guest.DirectFunction;
import io.epochly.host.internal.guest.CallGate;
import io.epochly.host.internal.guest.Reference;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.typed.Exchange;
import io.epochly.host.internal.typed.TypedFunctions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private static final Duration PATIENCE = Duration.ofSeconds(1);

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
    return gate.run(() -> value(session.evaluate(source)));
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
    return gate.run(() -> value(session.call(function, arguments)));
  }

  /**
   * A function of the guest as a functional interface of the caller's own, at either strength.
   *
   * <pre>{@code
   * interface Smooth {
   *   double[] apply(double[] values, int window);
   * }
   *
   * Smooth smooth = guest.function("smooth", Smooth.class);
   * DoubleBinaryOperator price = guest.function("price", DoubleBinaryOperator.class);
   * }</pre>
   *
   * <p>Only data crosses, by value: primitives and their boxes, {@code BigInteger}, {@code String},
   * {@code byte[]}, arrays of numbers, {@code List}, {@code Set}, {@code Map}, {@code Optional} for
   * what may be {@code None}, records as dicts of their components, and {@code Object} for any data
   * as of {@link HostFunction}. Arrays that are arguments are as in {@link #call}: copied in, and
   * back when the function returns or raises; one that is passed twice is one array in the guest. A
   * {@code MemorySegment}, which may be a parameter only, is a bytearray of what it holds, of which
   * {@code memoryview(m).cast("d")} gives the floats, and is copied back like an array; one that is
   * read-only is a bytes object. {@link Elements} has it be an array of other elements. In
   * collections and records arrays are {@code byte[]}, {@code long[]} or {@code double[]}. What an
   * interface's generic parents are given for their type parameters counts, a raw one takes any
   * data.
   *
   * <p>Where the function is an optimized one of a guest in this process, and all types are
   * primitives, arrays of numbers or memory (of the result: {@code double[]} and {@code long[]}),
   * calls are answered by its kernel on the calling thread, without entering the guest: in some
   * nanoseconds more than a lambda takes, and with arrays and memory in place. Then any number of
   * threads of any kind may call at the same time, while nobody calls the guest otherwise; arrays
   * and memory must not be used by others meanwhile, and memory must stay allocated. Loops over
   * memory of a confined arena stay on one core. The first call, the first one after something else
   * ran in the guest, and those that the kernel does not answer (as where an int grows beyond 64
   * bits, or something is raised) enter the guest as others do. What the kernel captures of the
   * function's surroundings must be numbers, or lists that it only reads: these are copied at each
   * of these entries. One that it writes means that all calls enter, as others may be at it in the
   * guest; so does a thread of the guest's, for as long as it runs.
   *
   * <p>The function is looked up now, in {@code __main__} or among the built-in ones, and stays
   * what it is if the guest gives its name to another. The interface's functions throw what {@link
   * #call} does; a {@link ClassCastException} if the result is not of the declared type; a {@link
   * GuestInterruptedException} if the calling thread is or gets interrupted, which ends the call
   * and leaves the thread interrupted; and an {@link IllegalStateException} while the guest runs
   * another call, also if a host function calls the guest that waits for it.
   *
   * @param name the function's name in the guest
   * @param type an interface with one abstract function; default functions work as written
   * @throws IllegalArgumentException if the guest has no such function, or the interface is not
   *     functional, or has types that cannot cross or another number of parameters than the
   *     function takes
   */
  public <T> T function(String name, Class<T> type) {
    return TypedFunctions.bind(new Entrance(), name, type);
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

  /** The same guest for somebody who has it for a while. */
  Guest lend() {
    return new Guest(session);
  }

  /** Refuses whoever has it longer than it was lent. */
  void endLoan() {
    gate.close(
        "the action that had this guest has ended: read what the guest has inside of the action");
  }

  /** Ends what it does for somebody who does not want it any more. */
  void abandon() {
    if (!session.interrupt(PATIENCE)) {
      close();
    }
  }

  /** Empties {@code __main__} and forgets the functions that were bound. */
  void reset() {
    gate.run(() -> ran("fresh", List.of()));
    TypedFunctions.forget(new Entrance());
  }

  private GuestValue value(Reference reference) {
    return new GuestValue(reference, gate);
  }

  private final class Entrance implements Exchange {
    @Override
    public byte[] ask(byte[] request) {
      return gate.run(() -> session.typed(request));
    }

    @Override
    public Optional<DirectFunction> direct(
        List<DirectFunction.Parameter> parameters, Class<?> result) {
      return session.direct(parameters, result);
    }
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
