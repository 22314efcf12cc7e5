package io.epochly.host.internal.guest;

import io.epochly.guest.GuestBindings;
import io.epochly.host.HostFunction;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What answers a guest that calls a function of the host. */
@FunctionalInterface
public interface HostCalls {
  /** The largest int up to which each is a double. */
  long EXACT_DOUBLES = 1L << 53;

  /** On a thread that runs a host function: its name. */
  ScopedValue<String> RUNNING = ScopedValue.newInstance();

  /** What a guest's call gives. */
  sealed interface Answer {}

  /** The result, encoded. */
  record Result(byte[] data) implements Answer {}

  /** What the guest is to raise: the name of a built-in exception, and its text. */
  record Error(String type, String message) implements Answer {}

  /** Calls a function with a list of arguments as {@link Data} encodes it. */
  Answer call(String name, byte[] arguments);

  /** Tells it the guest that calls it, once that is open. */
  default void attach(Session session) {}

  /** Tells it what gives the guest shared memory, before it is asked anything. */
  default void share(GuestBindings guest) {}

  /** The guest is closed. */
  default void close() {}

  /** Calls these functions. */
  static HostCalls of(Collection<HostFunction> functions) {
    Map<String, HostFunction> byName =
        functions.stream().collect(Collectors.toMap(HostFunction::name, Function.identity()));
    return (name, arguments) -> {
      HostFunction function = byName.get(name);
      return function == null
          ? new Error("AttributeError", "the policy grants no host function '%s'".formatted(name))
          : invoke(function, arguments);
    };
  }

  private static Answer invoke(HostFunction function, byte[] data) {
    String name = function.name();
    try {
      if (!(Data.decode(data) instanceof List<?> given)) {
        return new Error("TypeError", "host function '%s' takes a list".formatted(name));
      }
      List<Class<?>> types = function.parameters();
      if (given.size() != types.size()) {
        return new Error(
            "TypeError",
            "host function '%s' takes %d arguments, not %d"
                .formatted(name, types.size(), given.size()));
      }
      Object[] arguments = new Object[given.size()];
      for (int i = 0; i < arguments.length; i++) {
        Object argument = fitted(given.get(i), types.get(i));
        if (argument == null) {
          return new Error(
              "TypeError",
              "argument %d of host function '%s' is to be a %s"
                  .formatted(i + 1, name, pythonName(types.get(i))));
        }
        arguments[i] = argument;
      }
      Object result =
          ScopedValue.where(RUNNING, name).call(() -> function.body().call(List.of(arguments)));
      if (!fits(result, function.result())) {
        LoggerFactory.getLogger(HostCalls.class)
            .error(
                "host function '{}' returned a {}, not the {} that it declares",
                name,
                result == null ? "null" : result.getClass().getTypeName(),
                function.result().getTypeName());
        return failed(name);
      }
      return new Result(Data.encode(result));
    } catch (HostFunction.RefusedException e) {
      return new Error("ValueError", e.getMessage());
    } catch (BadDataException e) {
      return new Error(
          "TypeError",
          "the arguments or the result of host function '%s' are no data".formatted(name));
    } catch (Exception e) {
      // What the host's code says of itself is not for guests; its text may hold data of theirs.
      LoggerFactory.getLogger(HostCalls.class)
          .error("host function '{}' threw a {}", name, e.getClass().getTypeName());
      return failed(name);
    }
  }

  private static Error failed(String name) {
    return new Error("RuntimeError", "host function '%s' failed".formatted(name));
  }

  /** The value as the declared type, or null if it is none of it. */
  private static @Nullable Object fitted(@Nullable Object value, Class<?> type) {
    if (value instanceof Long l && type == BigInteger.class) {
      return BigInteger.valueOf(l);
    }
    if (value instanceof Long l && type == Double.class && Math.abs(l) <= EXACT_DOUBLES) {
      return (double) l;
    }
    return type.isInstance(value) ? value : null;
  }

  private static boolean fits(@Nullable Object result, Class<?> type) {
    return type == Void.class ? result == null : fitted(result, type) != null;
  }

  private static String pythonName(Class<?> type) {
    Map<Class<?>, String> names =
        Map.of(
            Boolean.class, "bool",
            Long.class, "int of 64 bits",
            BigInteger.class, "int",
            Double.class, "float",
            String.class, "str",
            byte[].class, "bytes or bytearray",
            long[].class, "array.array('q')",
            double[].class, "array.array('d')",
            List.class, "list or tuple",
            Set.class, "set");
    return names.getOrDefault(type, "dict");
  }
}
