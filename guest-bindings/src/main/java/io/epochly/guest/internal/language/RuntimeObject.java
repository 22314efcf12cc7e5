package io.epochly.guest.internal.language;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import io.epochly.guest.CompilerWarmUp;
import io.epochly.guest.GuestDevice;
import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestMetrics;
import io.epochly.guest.internal.arrays.Elementwise;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.guest.internal.graalpy.AccessProbe;
import io.epochly.guest.internal.graalpy.ArrayLayout;
import io.epochly.guest.internal.graalpy.ArrayMemory;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.graalpy.GuestArray;
import io.epochly.guest.internal.graalpy.GuestTypes;
import io.epochly.guest.internal.runtime.Dispatcher;
import io.epochly.guest.internal.runtime.GuestRuntime;
import io.epochly.guest.internal.runtime.Levels;
import io.epochly.guest.internal.runtime.OptimizedCode;
import io.epochly.guest.internal.runtime.Tuning;
import io.epochly.kernels.ir.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The object that the Python package talks to. Its members are functions; the package keeps it to
 * itself.
 */
@ExportLibrary(InteropLibrary.class)
final class RuntimeObject implements TruffleObject {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();
  private static final int NO_LEVEL = -1;

  private final EpochlyLanguage language;
  private final EpochlyContext context;
  private final EpochlyInstrument.Admission admission;
  private final Map<String, GuestCallable> members = new LinkedHashMap<>();
  private @Nullable GuestRuntime runtime;
  private Dispatcher.@Nullable Answers answers;
  private @Nullable Object textOf;
  private @Nullable Elementwise elementwise;

  RuntimeObject(
      EpochlyLanguage language, EpochlyContext context, EpochlyInstrument.Admission admission) {
    this.language = language;
    this.context = context;
    this.admission = admission;
    member("start", 6, this::start);
    member("module_text", 1, v -> moduleText(v.string(0)));
    member("create", 11, this::create);
    member("wrap", 13, this::wrap);
    member("record", 2, this::record);
    member("prepare", 2, this::prepare);
    member("prepare_direct", 3, this::prepareDirect);
    member("set_parallel_range", 1, this::setParallelRange);
    member("set_array_type", 1, this::setArrayType);
    member("memory", 2, RuntimeObject::memory);
    member("bring_home", 2, v -> bringHome(memory(v.raw(0)), v.bool(1)));
    member("show", 1, v -> show(memory(v.raw(0))));
    member("layout", 5, RuntimeObject::layout);
    member("elementwise", 2, this::elementwise);
    member("status", 0, _ -> status());
    member("set_level", 1, v -> setLevel(v.integer(0)));
    member("set_enabled", 1, v -> setEnabled(v.bool(0)));
    member("set_tuning", 2, this::setTuning);
    member("config", 0, _ -> config());
    member("enter_context", 2, this::enterContext);
    member("leave_context", 0, this::leaveContext);
    member("metrics", 0, _ -> metrics());
    member("store", 3, admission.sharedMemory()::store);
    member("load", 3, admission.sharedMemory()::load);
    member("stats", 0, _ -> new Reports(runtime()).stats());
    member("explain", 1, v -> new Reports(runtime()).explain(function(v.raw(0)).code()));
  }

  private void member(String name, int arity, GuestCallable.Body body) {
    members.put(name, new GuestCallable(name, arity, body));
  }

  /** Asked for when the guest imports the package. */
  private String moduleText(String file) {
    GuestInfo info = runtime().info();
    if (info.enabled() && info.maxLevel() >= Levels.JIT) {
      CompilerWarmUp.begin();
    }
    return PackageFiles.text(file);
  }

  private GuestRuntime runtime() {
    GuestRuntime started = runtime;
    if (started == null) {
      throw new GuestError("the runtime is not started");
    }
    return started;
  }

  /**
   * plain, timed, text_of, builtins, math, types: once, by the bootstrap, before guest code runs.
   */
  private Object start(GuestValues values) {
    if (runtime != null) {
      throw new GuestError("the runtime is started already");
    }
    GuestAccess access =
        AccessProbe.choose(
            Optional.ofNullable(System.getProperty("epochly.guest.access")), types(values.list(5)));
    context.setAccess(access);
    answers = new Dispatcher.Answers(values.raw(0), values.raw(1));
    textOf = values.raw(2);
    GuestRuntime started =
        new GuestRuntime(
            admission.info(),
            access,
            admission.compiler(),
            admission.interruption(),
            admission.listener(),
            answers,
            genuine(values.list(3)),
            genuine(values.list(4)),
            new RootNode(language) {
              @Override
              public Object execute(VirtualFrame frame) {
                throw new UnsupportedOperationException("a location only");
              }

              @Override
              public String getName() {
                return "kernel";
              }
            });
    runtime = started;
    admission.introspection().attach(started);
    return true;
  }

  private static GuestTypes types(List<Object> types) {
    return new GuestTypes(
        types.get(0),
        types.get(1),
        types.get(2),
        types.get(3),
        types.get(4),
        types.get(5),
        types.get(6));
  }

  /** Names and values in turn. */
  private static List<GuestRuntime.Genuine> genuine(List<Object> pairs) {
    List<GuestRuntime.Genuine> genuine = new ArrayList<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      genuine.add(
          new GuestRuntime.Genuine(
              new GuestValues(new Object[] {pairs.get(i)}).string(0), pairs.get(i + 1)));
    }
    return genuine;
  }

  /**
   * function, globals, free names, cells, name, qualname, file, first line, positional parameters,
   * options (level, parallel, fastmath, device), refusal.
   */
  private Object create(GuestValues values) {
    Object function = values.raw(0);
    List<String> freeNames = values.strings(2);
    List<Object> cellList = values.list(3);
    Map<String, Object> cells = new HashMap<>();
    for (int i = 0; i < freeNames.size(); i++) {
      cells.put(freeNames.get(i), cellList.get(i));
    }
    String name = values.string(4);
    String qualname = values.string(5);
    String file = values.string(6);
    int firstLine = values.integer(7);
    List<String> parameters = values.strings(8);
    GuestValues given = new GuestValues(values.list(9).toArray());
    OptimizedCode.Options options =
        new OptimizedCode.Options(
            given.integer(0) == NO_LEVEL ? OptionalInt.empty() : OptionalInt.of(given.integer(0)),
            given.bool(1),
            given.bool(2),
            given.optionalString(3));
    Source source = sourceOf(function);
    Optional<String> text = source != null ? Optional.of(characters(source)) : textOf(function);
    OptimizedCode.Description description =
        new OptimizedCode.Description(
            qualname,
            file,
            firstLine,
            parameters,
            text.map(
                t ->
                    new FunctionSource(
                        t, file, name, qualname, firstLine, parameters, new HashSet<>(freeNames))),
            values.optionalString(10),
            options);
    Object textKey = source != null ? source : text.orElse("");
    OptimizedCode code =
        runtime()
            .code(new GuestRuntime.CodeKey(textKey, qualname, firstLine, options), description);
    return new OptimizedFunction(
        runtime().dispatcher(), code, new Environment(function, values.raw(1), cells));
  }

  private static String characters(Source source) {
    return source.getCharacters().toString();
  }

  /** The text that a function was compiled from, if Python still has it. */
  private static @Nullable Source sourceOf(Object function) {
    try {
      if (!INTEROP.hasSourceLocation(function)) {
        return null;
      }
      SourceSection section = INTEROP.getSourceLocation(function);
      Source source = section.getSource();
      return source != null && source.hasCharacters() ? source : null;
    } catch (InteropException e) {
      return null;
    }
  }

  private Optional<String> textOf(Object function) {
    try {
      Object text = INTEROP.execute(textOf, function);
      return INTEROP.isString(text) ? Optional.of(INTEROP.asString(text)) : Optional.empty();
    } catch (InteropException e) {
      return Optional.empty();
    }
  }

  /**
   * kernel, function, name, call kernel, clock, positional, positional-only, defaults, named, named
   * defaults, names of those, rest, others.
   */
  private Object wrap(GuestValues values) {
    WrapperText wrapper =
        new WrapperText(
            new WrapperText.Parameters(
                values.strings(5),
                values.integer(6),
                values.isNone(7) ? 0 : values.list(7).size(),
                values.strings(8),
                new HashSet<>(values.strings(10)),
                values.string(11),
                values.string(12)));
    com.oracle.truffle.api.source.Source source =
        Source.newBuilder("python", wrapper.text(values.string(2), values.bool(3)), "<epochly>")
            .internal(true)
            .build();
    CallTarget target =
        context.env().parseInternal(source, wrapper.argumentNames().toArray(String[]::new));
    Dispatcher.Answers recognised = answers;
    if (recognised == null) {
      throw new GuestError("the runtime is not started");
    }
    Object wrapped =
        target.call(
            values.raw(0),
            values.raw(1),
            recognised.plain(),
            recognised.timed(),
            values.raw(4),
            members.get("record"),
            values.raw(7),
            values.raw(9));
    function(values.raw(0)).wrappedBy(runtime().access().codeOf(wrapped));
    return wrapped;
  }

  private Object record(GuestValues values) {
    function(values.raw(0)).code().addPlainNanos(values.wide(1));
    return true;
  }

  /** kernel, arguments: compiles for arguments like these, and tells the types of the results. */
  private Object prepare(GuestValues values) {
    return GuestArray.of(List.copyOf(function(values.raw(0)).prepare(values.list(1).toArray())));
  }

  /**
   * ticket, function, arguments: whether calls like these can do without the guest, from now on.
   */
  private Object prepareDirect(GuestValues values) {
    GuestAccess access = runtime().access();
    Object guestFunction = values.raw(1);
    return access.wrapper(guestFunction).orElse(null) instanceof OptimizedFunction function
        && function.prepareDirect(
            admission.directCalls(),
            values.wide(0),
            access.codeOf(guestFunction),
            values.list(2).toArray());
  }

  private static OptimizedFunction function(Object value) {
    if (value instanceof OptimizedFunction function) {
      return function;
    }
    throw new GuestError("an optimized function was expected");
  }

  private Object setParallelRange(GuestValues values) {
    runtime().setParallelRange(values.raw(0));
    return true;
  }

  private Object setArrayType(GuestValues values) {
    runtime().access().setArrayType(values.raw(0));
    return true;
  }

  /** bytearray, and what is told whether the guest must ask before it reads too. */
  private static Object memory(GuestValues values) {
    Object leave = values.raw(1);
    return new ArrayMemory(
        values.raw(0),
        stale -> {
          try {
            INTEROP.execute(leave, stale);
          } catch (InteropException e) {
            throw new GuestError("an array cannot be told that it is on a device");
          }
        });
  }

  private static ArrayMemory memory(Object value) {
    if (value instanceof ArrayMemory memory) {
      return memory;
    }
    throw new GuestError("the memory of an array was expected");
  }

  private Object bringHome(ArrayMemory memory, boolean toWrite) {
    runtime().dispatcher().bringHome(memory, toWrite);
    return true;
  }

  private Object show(ArrayMemory memory) {
    bringHome(memory, true);
    memory.show();
    return true;
  }

  /** memory, storage, first byte, shape, strides in bytes. */
  private static Object layout(GuestValues values) {
    String storage = values.string(1);
    return new ArrayLayout(
        memory(values.raw(0)),
        storage.isEmpty() ? Optional.empty() : Optional.of(Storage.valueOf(storage)),
        values.integer(2),
        values.longs(3),
        values.longs(4));
  }

  /** operation, operands; false where Python has to do it. */
  private Object elementwise(GuestValues values) {
    Elementwise known = elementwise;
    if (known == null) {
      known = new Elementwise(runtime().dispatcher(), admission.compiler());
      elementwise = known;
    }
    return known
        .run(values.string(0), values.list(1))
        .map(result -> (Object) GuestArray.of(result))
        .orElse(false);
  }

  private Object enterContext(GuestValues values) {
    runtime().levels().push(values.bool(0), values.integer(1));
    return true;
  }

  private Object leaveContext(GuestValues values) {
    runtime().levels().pop();
    return true;
  }

  private Object setLevel(int wanted) {
    Levels levels = runtime().levels();
    int before = levels.level();
    int now = levels.setLevel(wanted);
    if (now != before) {
      admission.listener().levelChanged(now);
    }
    return now;
  }

  private Object setEnabled(boolean wanted) {
    Levels levels = runtime().levels();
    boolean before = levels.enabled();
    levels.setEnabled(wanted);
    boolean now = levels.enabled();
    if (now != before) {
      admission.listener().settingChanged("enabled");
    }
    return now;
  }

  /** key, value: of a setting beside the level. */
  private Object setTuning(GuestValues values) {
    Tuning tuning = runtime().tuning();
    String key = values.string(0);
    switch (key) {
      case "jit_threshold" -> tuning.setJitThreshold(values.integer(1));
      case "max_workers" -> tuning.setWorkers(values.integer(1));
      case "parallel_backend" -> tuning.setParallelBackend(values.string(1));
      default -> throw new GuestError("there is no such setting");
    }
    admission.listener().settingChanged(key);
    return true;
  }

  /** The settings beside the level, and the host's with what to say of them, in turns. */
  private Object config() {
    Tuning tuning = runtime().tuning();
    List<Object> reserved = new ArrayList<>();
    runtime()
        .info()
        .settings()
        .reserved()
        .forEach(
            (key, reason) -> {
              reserved.add(key);
              reserved.add(reason);
            });
    return GuestArray.of(
        tuning.jitThreshold(), tuning.workers(), tuning.parallelBackend(), GuestArray.of(reserved));
  }

  private Object status() {
    var info = runtime().info();
    return GuestArray.of(
        info.version(),
        runtime().levels().enabled(),
        runtime().levels().level(),
        info.guestJit(),
        info.workers(),
        GuestArray.of(info.devices().stream().map(GuestDevice::name).toList()),
        info.missingDevice(),
        admission.interruption().stopped(),
        runtime().access().description(),
        info.maxLevel(),
        info.guestThreads());
  }

  /**
   * calls, compiled calls, seconds to compile, level, kinds of fallbacks with their counts,
   * launches on devices, and bytes to and from them.
   */
  private Object metrics() {
    GuestMetrics metrics = runtime().metrics();
    return GuestArray.of(
        metrics.calls(),
        metrics.compiledCalls(),
        metrics.compileSeconds(),
        metrics.level(),
        GuestArray.of(
            metrics.fallbacks().entrySet().stream()
                .map(
                    entry ->
                        GuestArray.of(
                            entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue()))
                .toList()),
        metrics.devices().launches(),
        metrics.devices().uploadedBytes(),
        metrics.devices().downloadedBytes());
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(boolean includeInternal) {
    return GuestArray.of(List.copyOf(members.keySet()));
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return members.containsKey(member);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    GuestCallable value = members.get(member);
    if (value == null) {
      throw UnknownIdentifierException.create(member);
    }
    return value;
  }
}
