package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The body of an entry while it is written: its declarations, which all stand before the first
 * statement so that no jump passes one, and its statements.
 */
final class Text {
  private final StringBuilder declarations = new StringBuilder();
  private StringBuilder statements = new StringBuilder();
  private final Map<Var, String> names = new HashMap<>();
  private int numbers;
  private int depth = 1;

  /** The type of a number in the text. */
  static String type(ScalarType type) {
    return switch (type) {
      case BOOL -> "B";
      case INT -> "I";
      case FLOAT -> "F";
    };
  }

  /** A name that nothing else has. */
  String fresh(String prefix) {
    return prefix + numbers++;
  }

  /** Gives a variable that is declared elsewhere its name. */
  void name(Var var, String name) {
    names.put(var, name);
  }

  /** The name of a variable, declared when it is first asked for. */
  String name(Var var) {
    return names.computeIfAbsent(
        var,
        v -> {
          String name = fresh("v");
          declarations.append("  ").append(type(v.type())).append(' ').append(name).append(" = 0;");
          // Names of the guest are any text: only their letters are of use to a reader.
          String letters = v.name().replaceAll("[^A-Za-z0-9_.]", "");
          declarations.append(" // ").append(letters).append('\n');
          return name;
        });
  }

  /** A new variable that holds a value. */
  String temporary(ScalarType type, String value) {
    String name = temporary(type);
    line(name + " = " + value + ";");
    return name;
  }

  /** A new variable. */
  String temporary(ScalarType type) {
    String name = fresh("t");
    declarations.append("  ").append(type(type)).append(' ').append(name).append(";\n");
    return name;
  }

  void line(String text) {
    statements.append("  ".repeat(depth)).append(text).append('\n');
  }

  void open(String text) {
    line(text + " {");
    depth++;
  }

  void close() {
    depth--;
    line("}");
  }

  /**
   * What something writes, apart.
   *
   * @param statements those that it wrote
   * @param value what it gave
   */
  record Apart(String statements, String value) {}

  /** Has something written apart, for {@link #append}. */
  Apart apart(Supplier<String> writer) {
    StringBuilder outer = statements;
    statements = new StringBuilder();
    depth++;
    try {
      String value = writer.get();
      return new Apart(statements.toString(), value);
    } finally {
      depth--;
      statements = outer;
    }
  }

  void append(Apart written) {
    statements.append(written.statements());
  }

  @Override
  public String toString() {
    return declarations.toString() + statements;
  }
}
