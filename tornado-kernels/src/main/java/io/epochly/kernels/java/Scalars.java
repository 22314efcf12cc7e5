package io.epochly.kernels.java;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.device.DeviceArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers of Java's, as kernels take and give them. */
final class Scalars {
  private Scalars() {}

  /** What a kernel gets for an argument of a primitive type, as far as Java would convert it. */
  static Optional<Object> operand(@Nullable Object argument, Class<?> type) {
    if (type == boolean.class) {
      return argument instanceof Boolean b ? Optional.of(b ? 1L : 0L) : Optional.empty();
    }
    if (type == double.class || type == float.class) {
      return floating(argument, type == double.class);
    }
    Optional<Long> value =
        switch (argument) {
          case Byte b -> Optional.of((long) b);
          case Short s -> Optional.of((long) s);
          case Character c -> Optional.of((long) c);
          case Integer i -> Optional.of((long) i);
          case Long l -> Optional.of(l);
          case null, default -> Optional.empty();
        };
    return value.filter(_ -> widens(argument, type)).map(v -> v);
  }

  private static Optional<Object> floating(@Nullable Object argument, boolean isDouble) {
    return switch (argument) {
      case Double d when isDouble -> Optional.of(d);
      case Float f -> Optional.of((double) f);
      // An int that a float cannot hold is rounded once.
      case Long l -> Optional.of(isDouble ? (double) l : (double) (float) (long) l);
      case Integer i -> Optional.of(isDouble ? (double) i : (double) (float) (int) i);
      case Short s -> Optional.of((double) s);
      case Byte b -> Optional.of((double) b);
      case Character c -> Optional.of((double) c);
      case null, default -> Optional.empty();
    };
  }

  private static boolean widens(@Nullable Object argument, Class<?> type) {
    return switch (argument) {
      case Byte _ -> type != char.class;
      case Short _ -> type != byte.class && type != char.class;
      case Character _ -> type != byte.class && type != short.class;
      case Integer _ -> type == int.class || type == long.class;
      case Long _ -> type == long.class;
      case null, default -> false;
    };
  }

  /** What the method would have returned. */
  static @Nullable Object result(@Nullable Object value, Class<?> type) {
    if (value instanceof ArrayArg array) {
      return array.base;
    }
    if (value instanceof DeviceArray<?>) {
      return value;
    }
    // The cast keeps the switch from making all numbers of one type.
    if (!(value instanceof Number number)) {
      return null;
    }
    return switch (type.getName()) {
      case "boolean" -> (Object) (number.longValue() != 0);
      case "byte" -> number.byteValue();
      case "short" -> number.shortValue();
      case "char" -> (char) number.longValue();
      case "int" -> number.intValue();
      case "float" -> number.floatValue();
      default -> number;
    };
  }
}
