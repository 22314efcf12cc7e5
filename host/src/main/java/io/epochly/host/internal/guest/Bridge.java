package io.epochly.host.internal.guest;

import io.epochly.guest.GuestBindings;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.Room;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * The host's hands in a guest: the functions of {@code bootstrap.py}, and the passage of values and
 * errors.
 */
public final class Bridge {
  /**
   * What was read of this package's resources. Engines keep what they parsed for as long as its
   * source object lives, so that all guests of a host share what the first one parsed.
   */
  private static final Map<String, Source> SOURCES = new ConcurrentHashMap<>();

  /**
   * Runs source text in a namespace of its own. Not as an internal source, though that would be
   * shared: an error that compiled guest code raises has no traceback when an internal function
   * called that code.
   */
  private static final String LOADER =
      "lambda text: (lambda names: (exec(compile(text, '<epochly>', 'exec'), names), names)[1])"
          + "({'__name__': '<epochly>', '__builtins__': __builtins__})";

  private static final int SMALL = 1 << 12;
  private static final long LARGEST_OUTCOME = 128 << 20;

  private final Context context;
  private final Value loader;
  private final Value functions;
  private final Value calls;
  private final OptionalLong limit;
  private Optional<Value> receiver = Optional.empty();
  private Optional<GuestBindings> sharing = Optional.empty();
  private ProxyExecutable room = arguments -> -1;
  private Optional<Tasks> tasks = Optional.empty();
  private Optional<TypedEntry> typed = Optional.empty();
  private Object preparer = false;

  /**
   * @param limit how many bytes a value may hold that the host reads
   */
  Bridge(Context context, OptionalLong limit) {
    this.limit = limit;
    this.context = context;
    this.functions = load("bootstrap.py");
    this.loader = context.eval("python", LOADER);
    this.calls = loadCaller("calls.py");
  }

  /**
   * Runs a resource of this package in a namespace of its own, so that the guest's {@code __main__}
   * stays empty, and returns the value of its last line.
   */
  Value load(String resource) {
    return context.eval(SOURCES.computeIfAbsent(resource, Bridge::source));
  }

  /** Runs a resource that calls the guest's own code, and returns its namespace. */
  Value loadCaller(String resource) {
    return loader.execute(Resources.text(Bridge.class, resource));
  }

  private static Source source(String resource) {
    return Source.newBuilder("python", Resources.text(Bridge.class, resource), "<epochly>")
        // The interpreter gives these a namespace each.
        .internal(true)
        .buildLiteral();
  }

  /** Calls a function of {@code bootstrap.py}; a guest's error is translated. */
  public Value call(String function, Object... arguments) {
    return guarded(() -> function(function).execute(arguments));
  }

  Value function(String name) {
    return (calls.hasHashEntry(name) ? calls : functions).getHashValue(name);
  }

  /** Gives tasks places for large arrays. */
  void share(GuestBindings bindings, Room shared) {
    bindings.share(shared::memory);
    sharing = Optional.of(bindings);
    room = arguments -> shared.take(arguments[0].asLong()).orElse(-1);
  }

  /** Names the function that prepares calls which do not enter the guest. */
  void prepareBy(Value function) {
    preparer = function;
  }

  /** Names the function that gets what tasks of the guest's workers give. */
  void receiveBy(Value function) {
    receiver = Optional.of(function);
  }

  /** Gives the guest what tasks of its workers gave. */
  void deliver(List<Delivery> results) {
    if (receiver.isEmpty()) {
      return;
    }
    List<Object> flat = new ArrayList<>();
    for (Delivery result : results) {
      flat.add(result.ticket());
      flat.add(result.died());
      flat.add(textOf(result.outcome()));
      flat.add(text(result.places()));
    }
    Value function = receiver.get();
    guarded(() -> function.execute(flat.toArray()));
  }

  /** Offsets and sizes in turns. */
  private static String text(List<Place> places) {
    return places.stream()
        .map(place -> place.offset() + " " + place.bytes())
        .collect(Collectors.joining(" "));
  }

  /** Runs a task; gives what is for whoever sent it. */
  byte[] task(Task task) {
    Tasks run = tasks();
    return guarded(
        () ->
            bulk(
                switch (task) {
                  case Task.Shipped(Task.Function function, boolean many, byte[] arguments) ->
                      shipped(run.shipped(), function, many, textOf(arguments));
                  case Task.Named(String function, byte[] arguments) ->
                      run.named().execute(function, textOf(arguments));
                }));
  }

  /** Binds or calls a function for an interface of the host; see {@link Session#typed}. */
  byte[] typed(byte[] request) {
    if (typed.isEmpty()) {
      typed = Optional.of(guarded(() -> TypedEntry.load(this, limit, preparer)));
    }
    return typed.get().call(request);
  }

  private static Value shipped(Value run, Task.Function function, boolean many, String arguments) {
    Value outcome = run.execute(function.number(), many, arguments);
    return outcome.isNull()
        ? run.execute(function.number(), many, arguments, textOf(function.pickled()))
        : outcome;
  }

  /** The functions of {@code tasks.py}. */
  private record Tasks(Value shipped, Value named) {}

  private Tasks tasks() {
    if (tasks.isEmpty()) {
      load("shipping.py");
      Value codec = load("data.py");
      Value installed =
          loadCaller("tasks.py")
              .getHashValue("install")
              .execute(
                  codec,
                  calls.getHashValue("call"),
                  functions.getHashValue("describe"),
                  limit.orElse(LARGEST_OUTCOME),
                  sharing.map(GuestBindings::load).map(Object.class::cast).orElse(false),
                  sharing.map(GuestBindings::store).map(Object.class::cast).orElse(false),
                  room);
      tasks = Optional.of(new Tasks(installed.getArrayElement(0), installed.getArrayElement(1)));
    }
    return tasks.get();
  }

  /** Like {@link #call}, but errors of the guest are printed as python does. Returns the status. */
  public int callAsProgram(String function, Object... arguments) {
    int status = reported(() -> function(function).executeVoid(arguments));
    int atEnd = reported(() -> functions.getHashValue("finish").executeVoid());
    return status != 0 ? status : atEnd;
  }

  private int reported(Runnable action) {
    try {
      action.run();
      return 0;
    } catch (PolyglotException e) {
      Value error = e.getGuestObject();
      if (e.isExit() && !isSystemExit(error)) {
        return e.getExitStatus();
      }
      if (error == null || e.isInternalError() || e.isCancelled()) {
        throw dead(e);
      }
      return guarded(() -> functions.getHashValue("report").execute(error)).asInt();
    }
  }

  /** Does something in the guest; a guest's error is translated. */
  <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (PolyglotException e) {
      throw translated(e);
    } catch (IllegalStateException e) {
      throw new GuestDeadException("the guest is closed", e);
    }
  }

  private GuestFailure translated(PolyglotException failure) {
    if (failure.isInterrupted()) {
      return new GuestInterruptedException();
    }
    Value error = failure.getGuestObject();
    if (failure.isExit() && !isSystemExit(error)) {
      return new GuestExitException(failure.getExitStatus());
    }
    if (error == null || failure.isInternalError() || failure.isCancelled()) {
      return dead(failure);
    }
    try {
      int status = functions.getHashValue("exit_status").execute(error).asInt();
      if (status >= 0) {
        return new GuestExitException(status);
      }
      Value parts = functions.getHashValue("describe").execute(error);
      return new GuestException(
          parts.getArrayElement(0).asString(),
          parts.getArrayElement(1).asString(),
          parts.getArrayElement(2).asString());
    } catch (PolyglotException second) {
      // A guest writes what its errors say of themselves, and that may raise in turn.
      return second.isGuestException() && !second.isExit() && !second.isCancelled()
          ? new GuestException(
              "Exception", "an error that raises another when asked for its text", "")
          : dead(second);
    }
  }

  /** False for os._exit() and os.abort(), which end a context by no exception of Python's. */
  private static boolean isSystemExit(@Nullable Value error) {
    return error != null && error.hasMember("__traceback__");
  }

  private static GuestDeadException dead(PolyglotException failure) {
    String reason =
        failure.isCancelled()
            ? "the guest was cancelled"
            : failure.isResourceExhausted()
                ? "the guest ran out of memory or stack"
                : "the guest's interpreter failed: " + failure.getMessage();
    return new GuestDeadException(reason, failure);
  }

  /** A Java argument as what a guest works with quickly; arrays of numbers are copied in bulk. */
  public Object toGuest(Object argument) {
    if (NumberArrays.isOne(argument)) {
      String bytes = textOf(NumberArrays.bytes(argument));
      char typecode = NumberArrays.typecode(argument);
      return typecode == NumberArrays.BYTES
          ? call("new_bytearray", bytes)
          : call("new_array", String.valueOf(typecode), bytes);
    }
    return switch (argument) {
      case Boolean b -> b;
      case Byte b -> b;
      case Short s -> s;
      case Integer i -> i;
      case Long l -> l;
      case Float f -> f;
      case Double d -> d;
      case String s -> s;
      default -> throw notPassable(argument);
    };
  }

  /** What a caller hears who passes something else. */
  public static IllegalArgumentException notPassable(Object argument) {
    return new IllegalArgumentException(
        "an argument of type "
            + argument.getClass().getTypeName()
            + " cannot be passed to a guest: pass a primitive, a String or an array of"
            + " numbers");
  }

  /** Copies what the guest left in its array back into the Java array that it came from. */
  public void copyBack(Object argument, Object inGuest) {
    if (inGuest instanceof Value value) {
      // Before it is copied: a guest may have made it as long as it likes.
      if (guarded(value::getBufferSize) != NumberArrays.size(argument)) {
        throw new IllegalArgumentException(
            "the guest changed the length of an array that belongs to the host");
      }
      NumberArrays.fill(argument, guarded(() -> bulk(value)));
    }
  }

  /** Bytes as a string, the one thing that polyglot hands over to a guest in bulk. */
  static String textOf(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** What a guest's bytes object holds. */
  static byte[] bytesOf(Value array) {
    byte[] bytes = new byte[Math.toIntExact(array.getBufferSize())];
    array.readBuffer(0, bytes, 0, bytes.length);
    return bytes;
  }

  private byte[] bulk(Value array) {
    withinLimit(array.getBufferSize());
    return bytesOf(array);
  }

  private void withinLimit(long size) {
    if (limit.isPresent() && size > limit.getAsLong()) {
      throw new ResourceExhaustedException(Limit.RESULT, limit.getAsLong());
    }
  }

  /** A scalar of a guest, if it is of the wanted kind. */
  public <T> T read(Value value, String kind, Predicate<Value> fits, Function<Value, T> as) {
    return guarded(
        () -> {
          if (!fits.test(value)) {
            throw wrongType(value, kind);
          }
          return as.apply(value);
        });
  }

  /** The elements of a guest's array, list or buffer. */
  public double[] readDoubles(Value value) {
    return (double[]) numbers(value, 'd', "floats");
  }

  /** The elements of a guest's array, list or buffer. */
  public long[] readLongs(Value value) {
    return (long[]) numbers(value, 'q', "ints of 64 bits");
  }

  /** The bytes of a guest's buffer. */
  public byte[] readBytes(Value value) {
    Value bytes = call("raw_bytes", value);
    if (bytes.isNull()) {
      throw wrongType(value, "bytes");
    }
    return guarded(() -> bulk(bytes));
  }

  /** The text of a str. */
  public String readString(Value value) {
    return read(
        value,
        "str",
        Value::isString,
        text -> {
          if (limit.isPresent()) {
            withinLimit(functions.getHashValue("text_size").execute(text).asLong());
          }
          return text.asString();
        });
  }

  /** {@code str()} of a value. */
  public String text(Value value) {
    return readString(call("text", value));
  }

  private Object numbers(Value value, char typecode, String kind) {
    Value array = call("numbers", value, String.valueOf(typecode));
    if (array.isNull()) {
      throw wrongType(value, kind);
    }
    return NumberArrays.of(typecode, guarded(() -> bulk(array)));
  }

  /** The value of a bool, an int of 64 bits, a float or a short str; not of their subclasses. */
  public Optional<Object> small(Value value) {
    return switch (type(value)) {
      case "bool" -> Optional.of(value.asBoolean());
      case "int" -> value.fitsInLong() ? Optional.of(value.asLong()) : Optional.empty();
      case "float" -> Optional.of(value.asDouble());
      case "str" ->
          call("text_size", value).asLong() <= SMALL
              ? Optional.of(value.asString())
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The name of a value's type. */
  public String type(Value value) {
    return guarded(
        () -> {
          Value type = value.getMetaObject();
          return type == null ? "a foreign value" : type.getMetaQualifiedName();
        });
  }

  private ClassCastException wrongType(Value value, String wanted) {
    return wrongType(wanted, type(value));
  }

  /** What a caller hears who reads a value as something that it is not. */
  public static ClassCastException wrongType(String wanted, String found) {
    return new ClassCastException("the guest's value is no " + wanted + " but " + found);
  }
}
