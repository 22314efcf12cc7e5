package io.epochly.host.internal.typed;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How messages call types and values' types. */
final class TypeNames {
  private TypeNames() {}

  /** A Java type without packages. */
  static String of(Type type) {
    return switch (type) {
      case Class<?> raw -> raw.getSimpleName();
      case GroundTypes.Ground(Class<?> raw, List<Type> arguments) ->
          raw.getSimpleName()
              + arguments.stream().map(TypeNames::of).collect(Collectors.joining(", ", "<", ">"));
      default -> type.getTypeName();
    };
  }

  /** The Python type of a value that came as data, with its article. */
  static String ofData(@Nullable Object data) {
    return switch (data) {
      case null -> "None";
      case Boolean b -> "a bool";
      case Long n -> "an int";
      case BigInteger n -> "an int beyond 64 bits";
      case Double d -> "a float";
      case String s -> "a str";
      case byte[] b -> "bytes";
      case long[] a -> "an array of 'q'";
      case double[] a -> "an array of 'd'";
      case List<?> l -> "a list or tuple";
      case Set<?> s -> "a set";
      case Map<?, ?> m -> "a dict";
      default -> "a value of no known type";
    };
  }
}
