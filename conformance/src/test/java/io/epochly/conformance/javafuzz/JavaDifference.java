package io.epochly.conformance.javafuzz;

import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceArrayLostException;
import io.epochly.kernels.java.JavaKernel;
import io.epochly.kernels.java.JavaKernels;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Runs a method and its kernel on the same random arguments and compares what they did. */
final class JavaDifference {
  private final Method method;
  private final Random random;

  JavaDifference(Method method, long seed) {
    this.method = method;
    this.random = new Random(seed);
    method.setAccessible(true);
  }

  /** The method {@code f} of a class. */
  static Method of(Class<?> program) {
    return Arrays.stream(program.getDeclaredMethods())
        .filter(m -> m.getName().equals("f"))
        .findFirst()
        .orElseThrow();
  }

  /** What differs, if anything. */
  Optional<String> find(JavaKernel kernel, int calls) throws ReflectiveOperationException {
    return find(calls, (_, arguments) -> run(kernel, arguments));
  }

  /** The same for a kernel on a device, where the arrays of every second call are there already. */
  Optional<String> find(JavaKernel kernel, JavaKernels there, int calls)
      throws ReflectiveOperationException {
    return find(
        calls,
        (call, arguments) ->
            call % 2 == 0 ? run(kernel, arguments) : runThere(kernel, there, arguments));
  }

  /** What becomes of a call with such arguments. */
  private interface Call {
    String of(int number, Object[] arguments);
  }

  private Optional<String> find(int calls, Call call) throws ReflectiveOperationException {
    for (int i = 0; i < calls; i++) {
      Object[] arguments = arguments();
      Object[] ofPlain = copy(arguments);
      Object[] ofKernel = copy(arguments);
      String plain = plain(ofPlain);
      String compiled = call.of(i, ofKernel);
      if (!plain.equals(compiled)) {
        return Optional.of(text(arguments) + "\nplain  " + plain + "\nkernel " + compiled);
      }
      if (!text(ofPlain).equals(text(ofKernel))) {
        return Optional.of(
            text(arguments) + "\nplain  " + text(ofPlain) + "\nkernel " + text(ofKernel));
      }
    }
    return Optional.empty();
  }

  private String plain(Object[] arguments) throws ReflectiveOperationException {
    try {
      return text(method.invoke(null, arguments));
    } catch (InvocationTargetException e) {
      return thrown(e.getCause());
    }
  }

  private static String run(JavaKernel kernel, Object[] arguments) {
    try {
      return text(kernel.run(arguments));
    } catch (RuntimeException e) {
      return thrown(e);
    }
  }

  /** Runs it with arrays on the device, where no two arguments are one. */
  private static String runThere(JavaKernel kernel, JavaKernels there, Object[] arguments) {
    Map<Object, Integer> uses = new IdentityHashMap<>();
    for (Object argument : arguments) {
      uses.merge(argument, 1, Integer::sum);
    }
    Object[] given = arguments.clone();
    List<DeviceArray<?>> opened = new ArrayList<>();
    try {
      for (int i = 0; i < given.length; i++) {
        if (given[i] != null && given[i].getClass().isArray() && uses.get(given[i]) == 1) {
          DeviceArray<?> array = there.array(given[i]);
          opened.add(array);
          given[i] = array;
        }
      }
      String result = run(kernel, given);
      for (int i = 0; i < given.length; i++) {
        if (given[i] instanceof DeviceArray<?> array) {
          back(array, arguments[i]);
        }
      }
      return result;
    } catch (DeviceArrayLostException e) {
      return thrown(e);
    } finally {
      opened.forEach(DeviceArray::close);
    }
  }

  private static <A> void back(DeviceArray<A> array, Object to) {
    array.copyTo(array.type().cast(to));
  }

  private static String thrown(Throwable thrown) {
    // Where a method throws often, HotSpot leaves out the messages of its own exceptions.
    boolean ofJvm =
        thrown instanceof ArrayIndexOutOfBoundsException
            || thrown instanceof ArithmeticException
            || thrown instanceof NullPointerException;
    return thrown.getClass().getName() + (ofJvm ? "" : ": " + thrown.getMessage());
  }

  private Object[] arguments() {
    Class<?>[] types = method.getParameterTypes();
    Object[] result = new Object[types.length];
    int length = random.nextInt(8) == 0 ? random.nextInt(6) : 8 + random.nextInt(24);
    for (int i = 0; i < types.length; i++) {
      result[i] = value(types[i], length);
      // Two parameters that are one array.
      for (int j = 0; j < i; j++) {
        if (types[j] == types[i] && types[i].isArray() && random.nextInt(4) == 0) {
          result[i] = result[j];
        }
      }
      if (types[i].isArray() && random.nextInt(60) == 0) {
        result[i] = null;
      }
    }
    return result;
  }

  private Object value(Class<?> type, int length) {
    if (type.isArray()) {
      int own = random.nextInt(24) == 0 ? random.nextInt(length + 1) : length;
      Object array = Array.newInstance(type.componentType(), own);
      for (int i = 0; i < own; i++) {
        Array.set(array, i, value(type.componentType(), length));
        if (type.componentType().isArray() && i > 0 && random.nextInt(20) == 0) {
          Array.set(array, i, Array.get(array, i - 1));
        }
      }
      return array;
    }
    boolean small = random.nextInt(3) > 0;
    boolean none = random.nextInt(12) == 0;
    return switch (type.getName()) {
      case "boolean" -> random.nextBoolean();
      case "byte" -> (byte) random.nextInt();
      case "short" -> (short) random.nextInt();
      case "char" -> (char) random.nextInt();
      case "int" -> small ? random.nextInt(40) - 5 : random.nextInt();
      case "long" -> small ? (long) random.nextInt(40) - 5 : random.nextLong();
      case "float" ->
          none
              ? Float.NaN
              : small ? random.nextInt(64) / 8f - 3 : Float.intBitsToFloat(random.nextInt());
      default ->
          none
              ? Double.NaN
              : small ? random.nextInt(64) / 8.0 - 3 : Double.longBitsToDouble(random.nextLong());
    };
  }

  private static Object[] copy(Object[] arguments) {
    Map<Object, Object> known = new IdentityHashMap<>();
    return (Object[]) copy(arguments, known);
  }

  private static Object copy(Object value, Map<Object, Object> known) {
    if (value == null || !value.getClass().isArray()) {
      return value;
    }
    Object before = known.get(value);
    if (before != null) {
      return before;
    }
    int length = Array.getLength(value);
    Object result = Array.newInstance(value.getClass().componentType(), length);
    known.put(value, result);
    for (int i = 0; i < length; i++) {
      Array.set(result, i, copy(Array.get(value, i), known));
    }
    return result;
  }

  /** The bits of a value; all NaNs are one. */
  private static String text(Object value) {
    return value != null && value.getClass().isArray()
        ? Arrays.deepToString(new Object[] {value})
        : value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }
}
