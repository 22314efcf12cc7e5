package io.epochly.host.internal.guest;

import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.internal.io.Resources;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The host's hands in a guest: the functions of {@code bootstrap.py}, and the passage of values and
 * errors.
 */
public final class Bridge {
  /**
   * Runs source text in a namespace of its own, so that the guest's {@code __main__} stays empty.
   */
  private static final String LOADER =
      "lambda text: (lambda names: (exec(compile(text, '<epochly>', 'exec'), names), names)[1])"
          + "({'__name__': '<epochly>', '__builtins__': __builtins__})";

  private final Value loader;
  private final Value functions;

  Bridge(Context context) {
    this.loader = context.eval("python", LOADER);
    this.functions = load("bootstrap.py");
  }

  /** Runs a resource of this package in a namespace of its own and returns the namespace. */
  Value load(String resource) {
    return loader.execute(Resources.text(Bridge.class, resource));
  }

  /** Calls a function of {@code bootstrap.py}; a guest's error is translated. */
  public Value call(String function, Object... arguments) {
    return guarded(() -> functions.getHashValue(function).execute(arguments));
  }

  /** Like {@link #call}, but errors of the guest are printed as python does. Returns the status. */
  public int callAsProgram(String function, Object... arguments) {
    int status = reported(() -> functions.getHashValue(function).executeVoid(arguments));
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

  private <T> T guarded(Supplier<T> action) {
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
      return dead(second);
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
    return switch (argument) {
      case Boolean b -> b;
      case Byte b -> b;
      case Short s -> s;
      case Integer i -> i;
      case Long l -> l;
      case Float f -> f;
      case Double d -> d;
      case String s -> s;
      case byte[] bytes -> call("new_bytearray", latin1(ByteBuffer.wrap(bytes)));
      case short[] array -> {
        ByteBuffer buffer = buffer(array.length, Short.BYTES);
        buffer.asShortBuffer().put(array);
        yield call("new_array", "h", latin1(buffer));
      }
      case int[] array -> {
        ByteBuffer buffer = buffer(array.length, Integer.BYTES);
        buffer.asIntBuffer().put(array);
        yield call("new_array", "i", latin1(buffer));
      }
      case long[] array -> {
        ByteBuffer buffer = buffer(array.length, Long.BYTES);
        buffer.asLongBuffer().put(array);
        yield call("new_array", "q", latin1(buffer));
      }
      case float[] array -> {
        ByteBuffer buffer = buffer(array.length, Float.BYTES);
        buffer.asFloatBuffer().put(array);
        yield call("new_array", "f", latin1(buffer));
      }
      case double[] array -> {
        ByteBuffer buffer = buffer(array.length, Double.BYTES);
        buffer.asDoubleBuffer().put(array);
        yield call("new_array", "d", latin1(buffer));
      }
      default ->
          throw new IllegalArgumentException(
              "an argument of type "
                  + argument.getClass().getTypeName()
                  + " cannot be passed to a guest: pass a primitive, a String or an array of"
                  + " numbers");
    };
  }

  /** Copies what the guest left in its array back into the Java array that it came from. */
  public void copyBack(Object argument, Object inGuest) {
    if (!(inGuest instanceof Value value)) {
      return;
    }
    switch (argument) {
      case byte[] array -> contents(value, array.length, 1).get(array);
      case short[] array -> contents(value, array.length, Short.BYTES).asShortBuffer().get(array);
      case int[] array -> contents(value, array.length, Integer.BYTES).asIntBuffer().get(array);
      case long[] array -> contents(value, array.length, Long.BYTES).asLongBuffer().get(array);
      case float[] array -> contents(value, array.length, Float.BYTES).asFloatBuffer().get(array);
      case double[] array ->
          contents(value, array.length, Double.BYTES).asDoubleBuffer().get(array);
      default -> throw new IllegalArgumentException(argument.getClass().getTypeName());
    }
  }

  private ByteBuffer contents(Value array, int length, int bytes) {
    return guarded(
        () -> {
          if (array.getBufferSize() != (long) length * bytes) {
            throw new IllegalArgumentException(
                "the guest changed the length of an array that belongs to the host");
          }
          return bulk(array);
        });
  }

  private static ByteBuffer bulk(Value array) {
    byte[] bytes = new byte[Math.toIntExact(array.getBufferSize())];
    array.readBuffer(0, bytes, 0, bytes.length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
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
    ByteBuffer buffer = numbers(value, "d", "floats");
    double[] result = new double[buffer.remaining() / Double.BYTES];
    buffer.asDoubleBuffer().get(result);
    return result;
  }

  /** The elements of a guest's array, list or buffer. */
  public long[] readLongs(Value value) {
    ByteBuffer buffer = numbers(value, "q", "ints of 64 bits");
    long[] result = new long[buffer.remaining() / Long.BYTES];
    buffer.asLongBuffer().get(result);
    return result;
  }

  /** The bytes of a guest's buffer. */
  public byte[] readBytes(Value value) {
    Value bytes = call("raw_bytes", value);
    if (bytes.isNull()) {
      throw wrongType(value, "bytes");
    }
    return guarded(() -> bulk(bytes)).array();
  }

  /** {@code str()} of a value. */
  public String text(Value value) {
    return call("text", value).asString();
  }

  private ByteBuffer numbers(Value value, String typecode, String kind) {
    Value array = call("numbers", value, typecode);
    if (array.isNull()) {
      throw wrongType(value, kind);
    }
    return guarded(() -> bulk(array));
  }

  private static ClassCastException wrongType(Value value, String wanted) {
    Value type = value.getMetaObject();
    String found = type == null ? "a foreign value" : type.getMetaQualifiedName();
    return new ClassCastException("the guest's value is no " + wanted + " but " + found);
  }

  private static ByteBuffer buffer(int length, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(length, bytes)).order(ByteOrder.nativeOrder());
  }

  /** A string is the one thing that polyglot hands over in bulk in this direction. */
  private static String latin1(ByteBuffer bytes) {
    return new String(bytes.array(), StandardCharsets.ISO_8859_1);
  }
}
