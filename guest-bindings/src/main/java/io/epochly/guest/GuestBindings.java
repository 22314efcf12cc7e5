package io.epochly.guest;

import io.epochly.guest.internal.frontend.Frontend;
import io.epochly.guest.internal.language.EpochlyInstrument;
import io.epochly.guest.internal.language.EpochlyLanguage;
import io.epochly.guest.internal.language.Introspection;
import io.epochly.guest.internal.language.PackageFiles;
import io.epochly.guest.internal.language.SharedMemory;
import io.epochly.guest.internal.runtime.DirectCalls;
import io.epochly.guest.internal.runtime.Interruption;
import io.epochly.guest.internal.runtime.KernelCompiler;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Instrument;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * Gives a guest context the module {@code epochly}. The context must permit the languages {@code
 * python} and {@code epochly}; it needs no access to files, host classes or polyglot bindings.
 *
 * <pre>{@code
 * Context context = Context.newBuilder("python", GuestBindings.LANGUAGE).build();
 * GuestBindings bindings = GuestBindings.install(context, GuestInfo.of("1.0", "on"));
 * context.eval("python", "import epochly");
 * }</pre>
 *
 * <p>{@link #install} costs a few milliseconds over the start of Python itself; the package is
 * compiled when the guest first imports it.
 */
public final class GuestBindings {
  /** The language that a context must permit beside {@code python}. */
  public static final String LANGUAGE = EpochlyLanguage.ID;

  /** Kept, because an engine keeps what it parsed for as long as its source object lives. */
  private static final Source BOOTSTRAP =
      Source.newBuilder("python", PackageFiles.bootstrap(), "<epochly>")
          .internal(true)
          .buildLiteral();

  private final Interruption interruption;
  private final Introspection introspection;
  private final SharedMemory sharedMemory;
  private final DirectCalls directCalls;
  private final Value runtime;

  private GuestBindings(
      Interruption interruption,
      Introspection introspection,
      SharedMemory sharedMemory,
      DirectCalls directCalls,
      Value runtime) {
    this.interruption = interruption;
    this.introspection = introspection;
    this.sharedMemory = sharedMemory;
    this.directCalls = directCalls;
    this.runtime = runtime;
  }

  /**
   * Makes {@code import epochly} work. Call it before any guest code runs, because what the
   * builtins and the math functions are at that moment is what kernels take them for.
   *
   * @throws IllegalArgumentException if the context does not permit both languages
   */
  public static GuestBindings install(Context context, GuestInfo info) {
    return install(context, info, new io.epochly.kernels.KernelCompiler());
  }

  /** As {@link #install(Context, GuestInfo)}, with somebody who hears what the guest sets. */
  public static GuestBindings install(Context context, GuestInfo info, GuestListener listener) {
    return install(
        context, info, new Frontend(new io.epochly.kernels.KernelCompiler())::compile, listener);
  }

  /** As {@link #install(Context, GuestInfo)}, with a compiler of kernels that has other passes. */
  public static GuestBindings install(
      Context context, GuestInfo info, io.epochly.kernels.KernelCompiler kernels) {
    return install(context, info, new Frontend(kernels)::compile);
  }

  /** As {@link #install(Context, GuestInfo)}, with another compiler. */
  static GuestBindings install(Context context, GuestInfo info, KernelCompiler compiler) {
    return install(context, info, compiler, GuestListener.none());
  }

  private static GuestBindings install(
      Context context, GuestInfo info, KernelCompiler compiler, GuestListener listener) {
    Objects.requireNonNull(info);
    Instrument instrument = context.getEngine().getInstruments().get(EpochlyInstrument.ID);
    if (instrument == null) {
      throw new IllegalStateException(
          "the engine does not know the instrument '"
              + EpochlyInstrument.ID
              + "'; put guest-bindings on the class path that the engine's libraries are on");
    }
    Interruption interruption = new Interruption();
    if (info.emergencyDisabled()) {
      interruption.stop();
    }
    EpochlyInstrument.Admissions admissions = instrument.lookup(EpochlyInstrument.Admissions.class);
    Introspection introspection = new Introspection();
    SharedMemory sharedMemory = new SharedMemory(info.cores());
    DirectCalls directCalls = new DirectCalls(interruption);
    String ticket =
        admissions.admit(
            new EpochlyInstrument.Admission(
                info, compiler, interruption, introspection, listener, sharedMemory, directCalls));
    Value runtime;
    try {
      runtime = context.eval(LANGUAGE, ticket);
    } finally {
      admissions.withdraw(ticket);
    }
    context.eval(BOOTSTRAP).executeVoid(runtime);
    return new GuestBindings(interruption, introspection, sharedMemory, directCalls, runtime);
  }

  /**
   * What was done with each optimized function so far, in the order in which they were decorated.
   * Call it when no guest code runs; the context may be closed.
   */
  public List<FunctionReport> reports() {
    return introspection.reports();
  }

  /** What optimized functions did so far. May be called from any thread, at whatever moment. */
  public GuestMetrics metrics() {
    return introspection.metrics();
  }

  /**
   * Names memory that arrays of the guest are copied to and from; it is asked for when it is first
   * needed. Until then there is none.
   */
  public void share(Supplier<MemorySegment> memory) {
    sharedMemory.use(memory);
  }

  /**
   * A function for the embedder's own guest code: takes a {@code bytes}, {@code bytearray}, {@code
   * array.array} or {@code memoryview}, an offset and how many bytes it has, and copies them to
   * that place of the shared memory. False if they do not lie in one piece of the Java heap.
   */
  public Value store() {
    return runtime.getMember("store");
  }

  /**
   * Likewise, a function that takes an empty object of such a type, an offset and a number of
   * bytes: gives an object of the type, which may be the same, that holds what is there.
   */
  public Value load() {
    return runtime.getMember("load");
  }

  /**
   * An optimized function for threads that do not enter the guest.
   *
   * @param parameters types as of {@link DirectFunction#canTake}
   * @param result likewise
   */
  public DirectFunction direct(
      List<DirectFunction.Parameter> parameters, Class<?> result, DirectFunction.Caller caller) {
    return new DirectFunction(directCalls, parameters, result, caller);
  }

  /** A function for the embedder's own guest code, that {@link DirectFunction#prepare} is about. */
  public Value preparer() {
    return runtime.getMember("prepare_direct");
  }

  /** Ends calls that threads make without entering the guest, and declines all that come. */
  public void endDirectCalls() {
    directCalls.end();
  }

  /**
   * The files of the Python package {@code epochly}, by path relative to the folder that would be
   * on {@code sys.path}: for type checkers and editors. A guest does not need them.
   */
  public static Map<String, byte[]> packageFiles() {
    return PackageFiles.load();
  }

  /**
   * Runs everything plain from now on: kernels that run end, arguments as before the call, and
   * their plain functions run. Nothing undoes it. May be called from any thread.
   */
  public void disableForGood() {
    interruption.stop();
  }

  /**
   * Ends the kernels that run in this context, arguments as before the call; their plain functions
   * then run and get the KeyboardInterrupt in the ordinary way. Call it right after the interrupt
   * has been requested; may be called from any thread. It goes with {@link Context#interrupt} too:
   * what that does is for Python's safepoints, and a kernel has none. {@link
   * Context#close(boolean)} needs no help.
   */
  public void interruptKernels() {
    interruption.interrupt();
  }
}
