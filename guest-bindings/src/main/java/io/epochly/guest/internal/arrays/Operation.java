package io.epochly.guest.internal.arrays;

import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is done with each element, and the guest function that does it. */
record Operation(String name) {
  private static final Set<String> BINARY =
      Set.of("+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", ">=", ">");
  private static final Set<String> CONVERSIONS = Set.of("abs", "int", "float", "bool");

  /** Powers up to this exponent are compiled each for its own. */
  private static final long LARGEST_LITERAL = 64;

  /**
   * @throws IllegalArgumentException if there is none of this name
   */
  Operation {
    if (!BINARY.contains(name)
        && !CONVERSIONS.contains(name)
        && !Set.of("set", "neg", "sum", "min", "max").contains(name)) {
      throw new IllegalArgumentException("no operation on arrays: " + name);
    }
  }

  /** Names of the function's parameters. */
  static List<String> parameters(int count) {
    return switch (count) {
      case 1 -> List.of("x");
      case 2 -> List.of("out", "x");
      default -> List.of("out", "x", "y");
    };
  }

  /** An exponent that is worth a function of its own: what a power is depends on its sign. */
  Optional<Long> literal(Object last) {
    return name.equals("**")
            && last instanceof Number exponent
            && !(last instanceof Double)
            && Math.abs(exponent.longValue()) <= LARGEST_LITERAL
        ? Optional.of(exponent.longValue())
        : Optional.empty();
  }

  /** The text of the function for operands of these types. */
  String text(List<Type> types, Optional<Long> literal) {
    List<String> parameters = parameters(types.size());
    List<String> lines = new ArrayList<>();
    lines.add("def f(" + String.join(", ", parameters) + "):");
    boolean reduction = parameters.size() == 1;
    int rank = ((ArrayType) types.getFirst()).rank();
    if (reduction) {
      lines.add("    r = " + start(types.getFirst(), rank));
    }
    String indent = "    ";
    for (int axis = 0; axis < rank; axis++) {
      lines.add("%sfor i%d in range(%s.shape[%2$d]):".formatted(indent, axis, parameters.get(0)));
      indent += "    ";
    }
    String x = element("x", types.get(reduction ? 0 : 1), rank);
    if (reduction) {
      lines.add(indent + "v = " + x);
      lines.add(
          indent
              + switch (name) {
                case "sum" -> "r = r + v";
                case "min" -> "r = v if v < r else r";
                default -> "r = v if v > r else r";
              });
      lines.add("    return r");
    } else {
      String y =
          types.size() < 3
              ? ""
              : literal.map(n -> "(" + n + ")").orElse(element("y", types.get(2), rank));
      lines.add("%s%s = %s".formatted(indent, element("out", types.getFirst(), rank), value(x, y)));
    }
    return String.join("\n", lines) + "\n";
  }

  private String start(Type type, int rank) {
    if (!name.equals("sum")) {
      return "x[" + String.join(", ", java.util.Collections.nCopies(rank, "0")) + "]";
    }
    return ((ArrayType) type).element() == ScalarType.FLOAT ? "0.0" : "0";
  }

  private String value(String x, String y) {
    if (BINARY.contains(name)) {
      return x + " " + name + " " + y;
    }
    return switch (name) {
      case "set" -> x;
      case "neg" -> "-" + x;
      default -> name + "(" + x + ")";
    };
  }

  private static String element(String parameter, Type type, int rank) {
    return type instanceof ArrayType
        ? IntStream.range(0, rank)
            .mapToObj(axis -> "i" + axis)
            .collect(Collectors.joining(", ", parameter + "[", "]"))
        : parameter;
  }
}
