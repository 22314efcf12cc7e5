package io.epochly.guest;

import io.epochly.guest.internal.runtime.DirectCalls;
import io.epochly.guest.internal.runtime.DirectCode;
import io.epochly.kernels.ArrayArg;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * An optimized function of a guest for Java threads that call its kernel without entering the
 * guest.
 *
 * <p>What such a call takes for granted, as the values of the guest's globals, is looked at when it
 * is {@linkplain #prepare prepared}, and holds until a thread enters the guest the next time: a
 * call behind that is declined. So are calls that the kernel gives up, with all arrays as before,
 * and those of a guest that is ending. Who is declined calls the function in the guest.
 *
 * <p>May be called by several threads at a time. Primitives are numbers or bools; arrays of {@code
 * double}, {@code long}, {@code int} and {@code byte} are what an {@code array.array} or a {@code
 * bytearray} with these elements would be to the function, in place. No other thread may use them
 * meanwhile.
 */
public final class DirectFunction {
  /** What a declined call gives. */
  public static final Object DECLINED = new Object();

  private static final Set<Class<?>> NUMBERS =
      Set.of(
          boolean.class, byte.class, short.class, int.class, long.class, float.class, double.class);
  private static final Set<Class<?>> ARRAYS =
      Set.of(double[].class, long[].class, int[].class, byte[].class);
  private static final Set<Class<?>> ARRAY_RESULTS = Set.of(double[].class, long[].class);

  /** After a refusal so many calls are not tried. */
  private static final int REST = 64;

  /** Who is responsible for calls that do not enter the guest. */
  public interface Caller {
    /** How long a call may take; it is looked at while a kernel runs in loops. */
    OptionalLong nanos();

    /** Told of a call that took longer; it ends, and is declined then. */
    void tookTooLong();

    /** What a call throws that was ended by an interruption of the guest. */
    RuntimeException interrupted();
  }

  private final DirectCalls calls;
  private final DirectCode code;
  private final MethodHandle handle;
  private final Class<?> result;
  private volatile int rest;

  DirectFunction(DirectCalls calls, List<Class<?>> parameters, Class<?> result, Caller caller) {
    this.calls = calls;
    this.code = calls.code(parameters.stream().anyMatch(ARRAYS::contains), caller);
    this.handle = handle(code.entry(), parameters);
    this.result = result;
  }

  /** Whether there can be direct calls with these types; {@code void.class} for no result. */
  public static boolean canTake(List<Class<?>> parameters, Class<?> result) {
    return parameters.stream().allMatch(type -> NUMBERS.contains(type) || ARRAYS.contains(type))
        && (result == void.class || NUMBERS.contains(result) || ARRAY_RESULTS.contains(result));
  }

  /**
   * Makes calls: takes what {@link #canTake} was asked for, and gives {@link Double}, {@link Long},
   * {@link Boolean}, null for {@code None}, an array, or {@link #DECLINED}.
   */
  public MethodHandle handle() {
    return handle;
  }

  /**
   * Prepares calls, unless they do without the guest only rarely.
   *
   * @param enter enters the guest, and has its code call what {@link GuestBindings#preparer} gives
   *     with the ticket that it gets, the function, and a list of arguments of the types that calls
   *     will have; gives what that gave
   * @return whether to try a call again; else it has to go through the guest
   */
  public boolean prepare(LongPredicate enter) {
    if (code.state().takeBailedOut()) {
      return false;
    }
    if (rest > 0) {
      rest--;
      return false;
    }
    if (calls.enter(code, result, enter)) {
      return true;
    }
    rest = REST;
    return false;
  }

  private static MethodHandle handle(MethodHandle entry, List<Class<?>> parameters) {
    MethodHandle spread = entry.asCollector(Object[].class, parameters.size());
    MethodHandle[] operands =
        parameters.stream().map(DirectFunction::operand).toArray(MethodHandle[]::new);
    return MethodHandles.filterArguments(spread, 0, operands);
  }

  private static MethodHandle operand(Class<?> type) {
    Class<?> taken =
        ARRAYS.contains(type)
            ? type
            : type == boolean.class
                ? boolean.class
                : type == double.class || type == float.class ? double.class : long.class;
    try {
      return MethodHandles.lookup()
          .findStatic(DirectFunction.class, "operand", MethodType.methodType(Object.class, taken))
          .asType(MethodType.methodType(Object.class, type));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no operand of " + type, e);
    }
  }

  private static Object operand(double value) {
    return value;
  }

  private static Object operand(long value) {
    return value;
  }

  private static Object operand(boolean value) {
    return value;
  }

  private static Object operand(double[] array) {
    return array == null ? null : ArrayArg.flat(array, array.length);
  }

  private static Object operand(long[] array) {
    return array == null ? null : ArrayArg.flat(array, array.length);
  }

  private static Object operand(int[] array) {
    return array == null ? null : ArrayArg.flat(array, array.length);
  }

  private static Object operand(byte[] array) {
    return array == null
        ? null
        : ArrayArg.buffer(array, 0, new long[] {array.length}, new long[] {1});
  }
}
