package io.epochly.guest;

import io.epochly.guest.internal.runtime.DirectCalls;
import io.epochly.guest.internal.runtime.DirectCode;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.MemoryArgs;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
 * double}, {@code float}, {@code long}, {@code int}, {@code short} and {@code byte}, and memory
 * with such elements, are what an {@code array.array} or a {@code bytearray} with these elements
 * would be to the function, in place. No other thread may use them meanwhile. Memory that this
 * thread cannot use, that overlaps with another argument, that is not aligned, or that is read-only
 * and would be stored into, is declined.
 */
public final class DirectFunction {
  /** What a declined call gives. */
  public static final Object DECLINED = new Object();

  private static final Set<Class<?>> NUMBERS =
      Set.of(
          boolean.class, byte.class, short.class, int.class, long.class, float.class, double.class);
  private static final Set<Class<?>> ARRAYS =
      Set.of(double[].class, float[].class, long[].class, int[].class, short[].class, byte[].class);
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

  /**
   * The type of a parameter.
   *
   * @param elements of {@code MemorySegment}: the primitive type of its elements; else {@code void}
   */
  public record Parameter(Class<?> type, Class<?> elements) {
    /** One that is no memory. */
    public static Parameter of(Class<?> type) {
      return new Parameter(type, void.class);
    }

    /** Memory with such elements. */
    public static Parameter memory(Class<?> elements) {
      return new Parameter(MemorySegment.class, elements);
    }

    /** Whether it is memory. */
    public boolean isMemory() {
      return type == MemorySegment.class;
    }

    private boolean isArray() {
      return isMemory() ? ARRAYS.contains(elements.arrayType()) : ARRAYS.contains(type);
    }
  }

  private final DirectCalls calls;
  private final DirectCode code;
  private final MethodHandle handle;
  private final Class<?> result;
  private volatile int rest;

  DirectFunction(DirectCalls calls, List<Parameter> parameters, Class<?> result, Caller caller) {
    this.calls = calls;
    this.code =
        calls.code(
            parameters.stream().anyMatch(Parameter::isArray),
            IntStream.range(0, parameters.size())
                .filter(i -> parameters.get(i).isMemory())
                .boxed()
                .collect(Collectors.toUnmodifiableSet()),
            caller);
    this.handle = handle(code.entry(), parameters);
    this.result = result;
  }

  /** Whether there can be direct calls with these types; {@code void.class} for no result. */
  public static boolean canTake(List<Parameter> parameters, Class<?> result) {
    return parameters.stream().allMatch(p -> NUMBERS.contains(p.type()) || p.isArray())
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

  private static MethodHandle handle(MethodHandle entry, List<Parameter> parameters) {
    MethodHandle spread = entry.asCollector(Object[].class, parameters.size());
    MethodHandle[] operands =
        parameters.stream().map(DirectFunction::operand).toArray(MethodHandle[]::new);
    return MethodHandles.filterArguments(spread, 0, operands);
  }

  private static MethodHandle operand(Parameter parameter) {
    Class<?> type = parameter.type();
    if (parameter.isMemory()) {
      return MethodHandles.insertArguments(
          find("operand", MethodType.methodType(Object.class, MemorySegment.class, int.class)),
          1,
          bytes(parameter.elements()));
    }
    Class<?> taken =
        ARRAYS.contains(type)
            ? type
            : type == boolean.class
                ? boolean.class
                : type == double.class || type == float.class ? double.class : long.class;
    return find("operand", MethodType.methodType(Object.class, taken))
        .asType(MethodType.methodType(Object.class, type));
  }

  private static MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(DirectFunction.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no " + name + type, e);
    }
  }

  private static int bytes(Class<?> elements) {
    return switch (elements.getName()) {
      case "double", "long" -> Long.BYTES;
      case "float", "int" -> Integer.BYTES;
      case "short" -> Short.BYTES;
      default -> Byte.BYTES;
    };
  }

  /** None for memory that no kernel can use; null stands for what is declined. */
  private static Object operand(MemorySegment memory, int bytes) {
    return memory == null || !MemoryArgs.isUsable(memory, bytes)
        ? null
        : ArrayArg.memory(memory, bytes);
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

  private static Object operand(float[] array) {
    return array == null ? null : ArrayArg.flat(array, array.length);
  }

  private static Object operand(short[] array) {
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
