package io.epochly.guest.internal.runtime;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import io.epochly.guest.FallbackKind;
import io.epochly.guest.GuestDevice;
import io.epochly.guest.GuestListener;
import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.guest.internal.graalpy.ArrayMemory;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.graalpy.Obstacle;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the calls of optimized functions; see the package. */
public final class Dispatcher {
  /** What the guest's wrapper functions recognise by identity. */
  public record Answers(Object plain, Object timed) {}

  /** Python delivers a signal some tens of milliseconds after it was raised. */
  private static final long DELIVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

  /** Those who take more arguments do not notice what it costs to make room for these. */
  private static final int FEW = 8;

  private final GuestAccess access;
  private final GenuineNames genuine;
  private final KernelCompiler compiler;
  private final Interruption interruption;
  private final Levels levels;
  private final Answers answers;
  private final Node location;
  private final boolean threads;
  private final Cores cores;
  private final GuestListener listener;
  private final DeviceRuns devices;

  /** Of one thread at a time: kernels of a context never run side by side. */
  private KernelPoll poll;

  /** For calls of so many arguments, until one takes it; only touched by who has entered. */
  private final @Nullable Arguments[] spare = new Arguments[FEW + 1];

  Dispatcher(
      GuestAccess access,
      GenuineNames genuine,
      KernelCompiler compiler,
      Interruption interruption,
      Levels levels,
      Answers answers,
      Node location,
      boolean threads,
      Cores cores,
      GuestListener listener,
      List<GuestDevice> devices,
      String missingDevice,
      boolean alone) {
    this.access = access;
    this.genuine = genuine;
    this.compiler = compiler;
    this.interruption = interruption;
    this.levels = levels;
    this.answers = answers;
    this.location = location;
    this.threads = threads;
    this.cores = cores;
    this.listener = listener;
    this.devices = new DeviceRuns(devices, alone, cores, this::polling, missingDevice);
    this.poll = new KernelPoll(interruption, location);
  }

  /**
   * The result of a call, or one of the answers that tell the wrapper to run the plain function.
   */
  public Object call(OptimizedCode code, Environment environment, Object[] arguments) {
    boolean entered = access.enter(location);
    try {
      code.called();
      int level = levels.forCall(code.description().options().level(), code.calls());
      return switch (level) {
        case Levels.OFF ->
            plain(
                code, 0, FallbackKind.SWITCHED_OFF, "optimization is switched off", Position.NONE);
        case Levels.NOT_YET ->
            plain(
                code,
                FallbackKind.NOT_YET,
                "jit_threshold asks for more calls before it is compiled",
                Position.NONE);
        case 0 -> {
          code.ranWatched();
          yield answers.timed();
        }
        case 1 ->
            plain(code, 1, FallbackKind.LEVEL, "level 1 runs the plain function", Position.NONE);
        default -> {
          OptimizedCode.Options options = code.description().options();
          Cores allowed = options.parallel() ? coresAt(level) : Cores.ONE;
          DeviceRuns.Use onDevice = devices.use(options, level, levels);
          yield optimized(code, environment, arguments, allowed, onDevice);
        }
      };
    } finally {
      access.leave(entered);
    }
  }

  /** Has what calls of new code are going to wait for be started, by any thread. */
  void expect(OptimizedCode code) {
    OptimizedCode.Options options = code.description().options();
    if (code.description().refusal().isEmpty()
        && access.canRunKernels(threads)
        && asksForDevice(options)) {
      devices.want(options);
    }
  }

  private boolean asksForDevice(OptimizedCode.Options options) {
    int level = levels.forCall(options.level(), Long.MAX_VALUE);
    return devices.use(options, level, levels) == DeviceRuns.Use.ASKED_FOR;
  }

  /**
   * Compiles code ahead of calls with arguments like these.
   *
   * @return what such calls may return, as signatures spell it; nothing where they run plain
   */
  public Set<String> prepare(OptimizedCode code, Environment environment, Object[] samples) {
    boolean entered = access.enter(location);
    try {
      if (levels.forCall(code.description().options().level(), Long.MAX_VALUE) < Levels.JIT
          || code.description().refusal().isPresent()
          || !access.canRunKernels(threads)) {
        return Set.of();
      }
      Arguments arguments = access.arguments(samples);
      if (arguments.obstacle() != null || arguments.hasEmpty()) {
        return Set.of();
      }
      Version version = find(code, environment, arguments);
      if (version == null && code.fullReason() == null) {
        arguments.dropCaptures();
        version = compile(code, environment, arguments);
        if (asksForDevice(code.description().options())) {
          devices.want(code.description().options(), version);
        }
      }
      if (version == null) {
        return Set.of();
      }
      boolean stores = !version.stores().isEmpty();
      return version.kernel().map(kernel -> ResultTypes.of(kernel.ir(), stores)).orElse(Set.of());
    } finally {
      access.leave(entered);
    }
  }

  /**
   * What calls need that are made from outside of the guest, with arguments like these; compiles if
   * need be. Nothing where such calls are to go through the guest.
   *
   * @param result what they are to give; {@code void.class} for nothing
   * @param memory which arguments are memory
   */
  Optional<DirectCode.Found> direct(
      OptimizedCode code,
      Environment environment,
      Object[] samples,
      Class<?> result,
      Set<Integer> memory) {
    boolean entered = access.enter(location);
    try {
      OptimizedCode.Options options = code.description().options();
      int level = levels.forCall(options.level(), code.calls() + 1);
      int epoch = interruption.epoch();
      DeviceRuns.Use onDevice = devices.use(options, level, levels);
      if (level < Levels.JIT
          || samples.length != code.description().parameters().size()
          || code.description().refusal().isPresent()
          || onDevice == DeviceRuns.Use.ASKED_FOR
          || interruption.pending()) {
        return Optional.empty();
      }
      Arguments arguments = access.arguments(samples);
      if (arguments.obstacle() != null || arguments.hasEmpty()) {
        return Optional.empty();
      }
      Version version = find(code, environment, arguments);
      if (version == null) {
        dropStale(code, arguments);
        if (code.fullReason() != null) {
          return Optional.empty();
        }
        version = compile(code, environment, arguments);
        if (!version.guards().bind(access, environment, arguments)) {
          return Optional.empty();
        }
      }
      version.noteDirectRuns();
      // Of loops that a device may be quicker at, calls in the guest find that out.
      boolean elsewhere = onDevice != DeviceRuns.Use.NO && version.hasSplits();
      if (elsewhere
          || version.resting()
          || !version.stores().isEmpty()
          || !version.gives(result, memory)) {
        return Optional.empty();
      }
      boolean[] written = version.written();
      for (int i = samples.length; i < arguments.size(); i++) {
        // A list that the kernel writes is the guest's, whose threads may be at it.
        boolean list = arguments.type(i) instanceof ArrayType && !written[i];
        if (!list && !(arguments.type(i) instanceof ScalarType)) {
          return Optional.empty();
        }
      }
      arguments.seal();
      arguments.bringHome(i -> false);
      // What lists hold may change from the next entry on, while calls that began before it run.
      Object[] captures =
          ArrayArg.copies(
              Arrays.copyOfRange(arguments.operands(), samples.length, arguments.size()));
      Cores allowed = options.parallel() ? coresAt(level) : Cores.ONE;
      Version found = version;
      return version
          .javaKernel(memory)
          .map(
              kernel ->
                  new DirectCode.Found(
                      new DirectCode.Plan(found, kernel, captures.length, allowed, memory),
                      captures,
                      epoch));
    } catch (KernelPoll.Interrupted _) {
      // While memory was brought home: calls go through the guest, which is told there.
      return Optional.empty();
    } finally {
      access.leave(entered);
    }
  }

  /**
   * What a kernel that is no guest function's gives, or nothing: then all is as before the call.
   *
   * @param kernels the kernel for operands of these types, if there is one
   */
  public Optional<Object> runOwn(
      Object[] raw, Function<List<Type>, Optional<CompiledKernel>> kernels) {
    boolean entered = access.enter(location);
    try {
      if (!levels.enabled() || !access.canRunKernels(threads) || interruption.pending()) {
        return Optional.empty();
      }
      Arguments arguments = access.arguments(raw);
      if (arguments.obstacle() != null || arguments.hasEmpty()) {
        return Optional.empty();
      }
      Optional<CompiledKernel> kernel = kernels.apply(arguments.signature());
      if (kernel.isEmpty()) {
        return Optional.empty();
      }
      Object result =
          poll().run(kernel.get(), operands(kernel.get(), arguments), coresAt(levels.level()));
      arguments.commit(Version.written(kernel.get()));
      return Optional.of(access.result(result, arguments));
    } catch (BailOut | StackOverflowError _) {
      return Optional.empty();
    } catch (KernelPoll.Interrupted _) {
      awaitInterrupt();
      return Optional.empty();
    } finally {
      access.leave(entered);
    }
  }

  /** Has memory be here that a device may have the latest of, before the guest uses it. */
  public void bringHome(ArrayMemory memory, boolean toWrite) {
    boolean entered = access.enter(location);
    try {
      while (true) {
        try {
          memory.fetch(toWrite);
          return;
        } catch (KernelPoll.Interrupted _) {
          awaitInterrupt();
        }
      }
    } finally {
      access.leave(entered);
    }
  }

  private Object plain(
      OptimizedCode code, int level, FallbackKind kind, String reason, Position position) {
    code.ranPlain(level, kind, reason, position);
    return answers.plain();
  }

  private Object plain(OptimizedCode code, FallbackKind kind, String reason, Position position) {
    return plain(code, 1, kind, reason, position);
  }

  private Cores coresAt(int level) {
    return level >= Levels.CORES ? cores : Cores.ONE;
  }

  private Object optimized(
      OptimizedCode code,
      Environment environment,
      Object[] raw,
      Cores allowed,
      DeviceRuns.Use use) {
    Optional<String> refusal = code.description().refusal();
    if (refusal.isPresent()) {
      return plain(
          code,
          FallbackKind.UNSUPPORTED,
          refusal.get(),
          new Position(code.description().firstLine(), 0));
    }
    if (!access.canRunKernels(threads)) {
      return plain(
          code,
          FallbackKind.THREADS,
          "the guest may have threads, and without direct access kernels cannot keep them out",
          Position.NONE);
    }
    return run(code, environment, argumentsOf(raw), allowed, use, raw.length);
  }

  private Arguments argumentsOf(Object[] raw) {
    Arguments over = raw.length < spare.length ? spare[raw.length] : null;
    if (over == null) {
      return access.arguments(raw);
    }
    // Whatever runs in the guest before this call is over takes others.
    spare[raw.length] = null;
    return access.argumentsIn(over, raw);
  }

  /**
   * Keeps those of a call that is over for another one, unless something may still refer to them.
   */
  private void keep(Arguments arguments, Version version) {
    if (arguments.size() < spare.length && arguments.isReusable() && !version.hasSplits()) {
      arguments.clear();
      spare[arguments.size()] = arguments;
    }
  }

  /**
   * @param widenings how many more arguments may be widened
   */
  private Object run(
      OptimizedCode code,
      Environment environment,
      Arguments arguments,
      Cores allowed,
      DeviceRuns.Use use,
      int widenings) {
    Obstacle obstacle = arguments.obstacle();
    if (obstacle != null) {
      return plain(
          code, FallbackKind.ARGUMENTS, describe(code, arguments, obstacle), Position.NONE);
    }
    Version version = find(code, environment, arguments);
    if (version == null) {
      if (arguments.hasEmpty()) {
        return plain(
            code,
            FallbackKind.ARGUMENTS,
            "an argument " + Obstacle.EMPTY_LIST.text(),
            Position.NONE);
      }
      dropStale(code, arguments);
      String full = code.fullReason();
      if (full != null) {
        return plain(code, FallbackKind.TOO_MANY_VERSIONS, full, Position.NONE);
      }
      if (use == DeviceRuns.Use.ASKED_FOR) {
        devices.want(code.description().options());
      }
      version = compile(code, environment, arguments);
      if (!version.guards().bind(access, environment, arguments)) {
        return plain(
            code,
            FallbackKind.NAME_CHANGED,
            "a name changed its meaning during compilation",
            Position.NONE);
      }
    }
    if (version.kernel().isEmpty()) {
      Reason reason = version.reasons().getFirst();
      return plain(code, FallbackKind.UNSUPPORTED, reason.text(), reason.position());
    }
    if (!version.stores().isEmpty() && arguments.hasObjectTwice()) {
      return plain(
          code,
          FallbackKind.ARGUMENTS,
          "an object whose attributes are stored is given as several arguments",
          Position.NONE);
    }
    if (version.mustRest()) {
      return plain(
          code,
          FallbackKind.RESTING,
          "it kept bailing out and is not tried for a while",
          Position.NONE);
    }
    if (interruption.pending()) {
      return plain(code, FallbackKind.INTERRUPTED, "an interrupt was pending", Position.NONE);
    }
    try {
      Optional<DeviceRuns.Result> onDevice = onDevice(code, version, arguments, use);
      Object result =
          onDevice.isPresent() ? onDevice.get().value() : onCores(version, arguments, allowed, use);
      arguments.commit(version.written());
      version.succeeded(arguments.hasCopies());
      int onCores = allowed.count() > 1 && version.hasSplits() ? Levels.CORES : Levels.JIT;
      code.ranCompiled(version, onDevice.isPresent() ? Levels.DEVICE : onCores);
      Object given =
          version.stores().isEmpty()
              ? access.result(result, arguments)
              : store(version, (Object[]) result, arguments);
      keep(arguments, version);
      return given;
    } catch (BailOut bailOut) {
      if (bailOut.reason() == BailReason.WIDEN && bailOut.parameter() >= 0 && widenings > 0) {
        arguments.dropCaptures();
        return run(
            code,
            environment,
            access.widen(arguments, bailOut.parameter()),
            allowed,
            use,
            widenings - 1);
      }
      version.bailedOut(new Reason(bailOut.reason().text(), bailOut.position()));
      return plain(code, FallbackKind.BAIL_OUT, bailOut.reason().text(), bailOut.position());
    } catch (KernelPoll.Interrupted _) {
      awaitInterrupt();
      return plain(code, FallbackKind.INTERRUPTED, "it was interrupted", Position.NONE);
    } catch (StackOverflowError _) {
      return plain(code, FallbackKind.STACK, "the stack was too deep", Position.NONE);
    }
  }

  /** Stores the attributes that stand behind the function's own result, which it returns. */
  private Object store(Version version, Object[] values, Arguments arguments) {
    Object[] results = access.results(values, arguments);
    for (int i = 0; i < version.stores().size(); i++) {
      Version.AttributeTarget target = version.stores().get(i);
      access.store(arguments.argument(target.argument()), target.name(), results[i + 1]);
    }
    return results[0];
  }

  private Optional<DeviceRuns.Result> onDevice(
      OptimizedCode code, Version version, Arguments arguments, DeviceRuns.Use use) {
    if (use == DeviceRuns.Use.NO) {
      return Optional.empty();
    }
    arguments.seal();
    return use == DeviceRuns.Use.ASKED_FOR
        ? devices.run(code.description().options(), version, polling(), arguments)
        : devices.runIfQuicker(version, polling(), arguments);
  }

  private Object onCores(Version version, Arguments arguments, Cores allowed, DeviceRuns.Use use) {
    if (use != DeviceRuns.Use.IF_QUICKER) {
      return invoke(version, arguments, allowed);
    }
    long start = System.nanoTime();
    Object result = invoke(version, arguments, allowed);
    version
        .deviceCosts()
        .onCores(DeviceCosts.elements(arguments.operands()), System.nanoTime() - start);
    return result;
  }

  private Object invoke(Version version, Arguments arguments, Cores allowed) {
    CompiledKernel kernel = version.kernel().orElseThrow();
    Object[] operands = operands(kernel, arguments);
    Optional<TypedCopies> typed = version.typedCopies();
    return typed.isPresent()
        ? invoke(version, typed.get(), operands, allowed)
        : poll().run(kernel, operands, allowed);
  }

  /** What a kernel of the cores runs on. */
  private static Object[] operands(CompiledKernel kernel, Arguments arguments) {
    arguments.seal();
    arguments.bringHome(kernel::stores);
    return arguments.operands();
  }

  /** Runs a kernel for buffers on these, or on copies, whatever is quicker. */
  private Object invoke(Version version, TypedCopies typed, Object[] operands, Cores allowed) {
    CompiledKernel kernel = version.kernel().orElseThrow();
    long bytes = typed.bytes(operands);
    if (bytes == 0) {
      return poll().run(kernel, operands, allowed);
    }
    Optional<CompiledKernel> other =
        typed.pay(bytes) ? version.javaKernel(Set.of()) : Optional.empty();
    long start = System.nanoTime();
    if (other.isEmpty()) {
      Object result = poll().run(kernel, operands, allowed);
      typed.onBuffers(bytes, System.nanoTime() - start);
      return result;
    }
    TypedCopies.Operands copies;
    try {
      copies = typed.copies(operands, kernel);
    } catch (OutOfMemoryError _) {
      typed.tooLarge(bytes);
      return poll().run(kernel, operands, allowed);
    }
    Object result = poll().run(other.get(), copies.operands(), allowed);
    copies.commit();
    typed.onCopies(bytes, System.nanoTime() - start);
    return result;
  }

  /** The same one for all calls between two interruptions: most calls are too short to poll. */
  private KernelPoll poll() {
    KernelPoll current = poll;
    if (current.isOver()) {
      current = new KernelPoll(interruption, location);
      poll = current;
    }
    return current;
  }

  /** The same for what asks each time. */
  private Poll polling() {
    return poll()::poll;
  }

  /**
   * Lets Python deliver its interrupt here, where the arguments are as before the call. A handler
   * that returns lets the plain function run.
   */
  private void awaitInterrupt() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < DELIVERY_NANOS) {
      TruffleSafepoint.poll(location);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private Version find(OptimizedCode code, Environment environment, Arguments arguments) {
    for (Version version : code.versions()) {
      if (version.matches(arguments) && version.guards().bind(access, environment, arguments)) {
        return version;
      }
    }
    return null;
  }

  /**
   * A full list makes room for a version of the same signature: the older one was compiled for
   * names that have changed.
   */
  private void dropStale(OptimizedCode code, Arguments arguments) {
    arguments.dropCaptures();
    if (code.versions().length < OptimizedCode.MAX_VERSIONS) {
      return;
    }
    for (Version version : code.allVersions().reversed()) {
      if (version.matches(arguments)) {
        code.remove(version);
        return;
      }
    }
  }

  private Version compile(OptimizedCode code, Environment environment, Arguments arguments) {
    List<Type> signature = List.copyOf(arguments.signature());
    RecordingScope scope = new RecordingScope(access, genuine, environment, arguments);
    Optional<FunctionSource> source = code.description().source();
    long start = System.nanoTime();
    CompileOutcome outcome =
        source.isEmpty()
            ? new CompileOutcome.Unsupported(
                List.of(
                    new Reason(
                        "source text is not available",
                        new Position(code.description().firstLine(), 0))))
            : compiler.compile(
                source.get(), signature, scope, code.description().options().forCompiler());
    if (outcome instanceof CompileOutcome.Unsupported unsupported) {
      Position position = unsupported.reasons().getFirst().position();
      listener.optimizationFailed(position.line(), position.column());
    }
    Version version = Version.of(signature, outcome, scope);
    code.add(version, System.nanoTime() - start);
    return version;
  }

  private String describe(OptimizedCode code, Arguments arguments, Obstacle obstacle) {
    List<String> names = code.description().parameters();
    int index = arguments.obstacleIndex();
    String subject = index < names.size() ? "parameter '" + names.get(index) + "' " : "a value ";
    return obstacle == Obstacle.OTHER_TYPE
        ? subject
            + "is of type '"
            + arguments.typeName(access, index)
            + "', which kernels do not take"
        : subject + obstacle.text();
  }
}
