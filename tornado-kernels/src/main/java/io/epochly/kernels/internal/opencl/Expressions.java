package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.ir.Exprs;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Expressions of an entry. What cannot fail is written where it is used; whatever can fail, or
 * reads memory, gets a variable and a statement of its own before, so that everything is done once
 * and in order.
 */
final class Expressions {
  private final Text text;
  private final Function<Site, String> fails;
  private final Consumer<List<Stmt>> statements;
  private final ArrayText arrays;
  private final Functions functions;

  Expressions(Text text, Function<Site, String> fails, Consumer<List<Stmt>> statements) {
    this.text = text;
    this.fails = fails;
    this.statements = statements;
    this.arrays = new ArrayText(text, this::of, fails);
    this.functions = new Functions(text, this::failIf);
  }

  ArrayText arrays() {
    return arrays;
  }

  void failIf(String condition, BailReason reason, Position position) {
    text.line("if (" + condition + ") " + fails.apply(Site.of(reason, position)));
  }

  /** An expression that gives the value; the statements that it needs are written. */
  String of(Expr expression) {
    return switch (expression) {
      case Expr.IntConst(long value) -> constant(value);
      case Expr.FloatConst(double value) -> constant(value);
      case Expr.BoolConst(boolean value) -> value ? "1" : "0";
      case Expr.Local(var var) -> text.name(var);
      case Expr.Unary e -> unary(e);
      case Expr.Binary e -> binary(e);
      case Expr.Select e -> select(e);
      case Expr.Load e -> arrays.load(e);
      case Expr.Length e -> arrays.length(e);
      case Expr.Call e -> functions.of(e, kept(operands(e.arguments()), e.arguments()));
      case Expr.Sequence(var before, var value) -> {
        statements.accept(before);
        yield of(value);
      }
      case Expr.StripLoad _, Expr.LeastLength _, Expr.Disjoint _, Expr.Distinct _ ->
          throw new IllegalStateException("no expression of a loop for devices: " + expression);
    };
  }

  static String constant(long value) {
    return value == Long.MIN_VALUE ? "LEAST" : value < 0 ? "(" + value + "L)" : value + "L";
  }

  static String constant(double value) {
    if (!Double.isFinite(value)) {
      return "FLOAT_OF(0x" + Long.toHexString(Double.doubleToRawLongBits(value)) + "UL)";
    }
    String hex = Double.toHexString(value);
    return hex.startsWith("-") ? "(" + hex + ")" : hex;
  }

  /** Operands, evaluated in order. */
  private List<String> operands(List<Expr> expressions) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      Expr operand = expressions.get(i);
      String value = of(operand);
      // Statements of a later operand may assign what this one reads.
      boolean assigned =
          expressions.subList(i + 1, expressions.size()).stream().anyMatch(Expressions::assigns);
      result.add(assigned ? text.temporary(operand.type(), value) : value);
    }
    return result;
  }

  private static boolean assigns(Expr expression) {
    return Exprs.any(expression, Expr.Sequence.class::isInstance);
  }

  /** Values that are written more than once: variables and constants. */
  private List<String> kept(List<String> values, List<Expr> expressions) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      result.add(kept(values.get(i), expressions.get(i).type()));
    }
    return result;
  }

  private String kept(String value, ScalarType type) {
    return value.matches("\\w+|\\(-\\d+L\\)") ? value : text.temporary(type, value);
  }

  private String select(Expr.Select e) {
    String condition = of(e.condition());
    Text.Apart then = text.apart(() -> of(e.then()));
    Text.Apart otherwise = text.apart(() -> of(e.otherwise()));
    if (then.statements().isEmpty() && otherwise.statements().isEmpty()) {
      return "(" + condition + " ? " + then.value() + " : " + otherwise.value() + ")";
    }
    String result = text.temporary(e.type());
    text.open("if (" + condition + ")");
    text.append(then);
    text.line(result + " = " + then.value() + ";");
    text.close();
    text.open("else");
    text.append(otherwise);
    text.line(result + " = " + otherwise.value() + ";");
    text.close();
    return result;
  }

  private String unary(Expr.Unary e) {
    String x = of(e.operand());
    return switch (e.op()) {
      case INT_NEG, INT_ABS -> {
        String kept = kept(x, ScalarType.INT);
        if (e.checked()) {
          failIf(kept + " == LEAST", BailReason.OVERFLOW, e.position());
        }
        String negated = "NEG(" + kept + ")";
        yield switch (e.op()) {
          case INT_NEG -> negated;
          default -> "(" + kept + " < 0 ? " + negated + " : " + kept + ")";
        };
      }
      case INT_INVERT -> "(~" + x + ")";
      case INT_TO_FLOAT, BOOL_TO_INT -> "((" + Text.type(e.type()) + ")" + x + ")";
      case INT_TO_BOOL -> "(" + x + " != 0)";
      case FLOAT_NEG -> "(-" + x + ")";
      case FLOAT_ABS -> "fabs(" + x + ")";
      case FLOAT_TO_INT -> {
        String kept = kept(x, ScalarType.FLOAT);
        if (e.checked()) {
          failIf("TO_INT_LEAVES(" + kept + ")", BailReason.CONVERSION, e.position());
        }
        yield "((I)" + kept + ")";
      }
      case FLOAT_TO_BOOL -> "(" + x + " != 0.0)";
      case INT_WRAP -> "((I)(int)" + x + ")";
      case INT_TO_BYTE -> "((I)(signed char)" + x + ")";
      case INT_TO_SHORT -> "((I)(short)" + x + ")";
      case INT_TO_CHAR -> "((I)(U16)" + x + ")";
      // What OpenCL C rounds to is the nearest number, as in Java.
      case INT_TO_SINGLE, FLOAT_TO_SINGLE -> "((F)(float)" + x + ")";
      case FLOAT_SATURATE_INT -> "to_java_int(" + x + ")";
      case FLOAT_SATURATE_LONG -> "to_java_long(" + x + ")";
      case NOT -> "(!" + x + ")";
    };
  }

  private String binary(Expr.Binary e) {
    List<String> operands = operands(List.of(e.left(), e.right()));
    String a = operands.getFirst();
    String b = operands.getLast();
    return switch (e.op()) {
      case FLOAT_ADD, FLOAT_SUB -> "(" + a + " " + e.op().symbol() + " " + b + ")";
      case FLOAT_MUL -> "PRODUCT(" + a + ", " + b + ")";
      case INT_AND, INT_OR, INT_XOR, BOOL_AND, BOOL_OR, BOOL_XOR ->
          "(" + a + " " + e.op().symbol() + " " + b + ")";
      case FLOAT_DIV -> {
        String divisor = kept(b, ScalarType.FLOAT);
        String dividend = e.checked() ? kept(a, ScalarType.FLOAT) : a;
        if (e.checked()) {
          failIf(divisor + " == 0.0", BailReason.ZERO_DIVISION, e.position());
        }
        yield "(" + dividend + " / " + divisor + ")";
      }
      case FLOAT_REMAINDER -> text.temporary(ScalarType.FLOAT, "float_rem(" + a + ", " + b + ")");
      case FLOAT_FLOORDIV, FLOAT_MOD, FLOAT_POW ->
          float2(e, kept(a, ScalarType.FLOAT), kept(b, ScalarType.FLOAT));
      default ->
          e.op().isComparison()
              ? "(" + a + " " + e.op().symbol() + " " + b + ")"
              : int2(e, kept(a, ScalarType.INT), kept(b, ScalarType.INT));
    };
  }

  private String float2(Expr.Binary e, String a, String b) {
    if (e.op() == BinaryOp.FLOAT_POW) {
      failIf("power_leaves(" + a + ", " + b + ")", BailReason.POWER, e.position());
      return text.temporary(ScalarType.FLOAT, "float_power(" + a + ", " + b + ")");
    }
    // Not only where it is checked: passes defer no check of these.
    failIf(b + " == 0.0", BailReason.ZERO_DIVISION, e.position());
    return e.op() == BinaryOp.FLOAT_MOD
        ? text.temporary(ScalarType.FLOAT, "float_mod(" + a + ", " + b + ")")
        : "floor(" + a + " / " + b + ")";
  }

  private String int2(Expr.Binary e, String a, String b) {
    Position at = e.position();
    return switch (e.op()) {
      case INT_ADD, INT_SUB, INT_MUL -> {
        String name = e.op().name().substring("INT_".length());
        String result = name + "(" + a + ", " + b + ")";
        if (!e.checked()) {
          yield result;
        }
        String r = text.temporary(ScalarType.INT, result);
        failIf(name + "_LEAVES(" + a + ", " + b + ", " + r + ")", BailReason.OVERFLOW, at);
        yield r;
      }
      case INT_FLOORDIV -> {
        if (e.checked()) {
          failIf(b + " == 0", BailReason.ZERO_DIVISION, at);
          failIf(a + " == LEAST && " + b + " == -1", BailReason.OVERFLOW, at);
        }
        yield text.temporary(ScalarType.INT, "floor_div(" + a + ", " + b + ")");
      }
      case INT_MOD -> {
        if (e.checked()) {
          failIf(b + " == 0", BailReason.ZERO_DIVISION, at);
        }
        yield text.temporary(ScalarType.INT, "floor_mod(" + a + ", " + b + ")");
      }
      case INT_TRUEDIV -> {
        failIf(b + " == 0", BailReason.ZERO_DIVISION, at);
        // Beyond, the quotient of the floats is not always the float nearest to the quotient.
        failIf(leaves52(a) + " || " + leaves52(b), BailReason.CONVERSION, at);
        yield "((F)" + a + " / (F)" + b + ")";
      }
      case INT_POW -> {
        failIf(b + " < 0", BailReason.POWER, at);
        String leaves = text.temporary(ScalarType.BOOL, "0");
        String r = text.temporary(ScalarType.INT, "int_pow(" + a + ", " + b + ", &" + leaves + ")");
        failIf(leaves, BailReason.OVERFLOW, at);
        yield r;
      }
      case INT_SHL -> {
        if (e.checked()) {
          failIf(b + " < 0 || (" + a + " != 0 && " + b + " > 63)", BailReason.SHIFT, at);
        }
        String r = text.temporary(ScalarType.INT, "(I)((U)" + a + " << (" + b + " & 63))");
        if (e.checked()) {
          failIf("(" + r + " >> (" + b + " & 63)) != " + a, BailReason.SHIFT, at);
        }
        yield r;
      }
      case INT_SHR -> {
        failIf(b + " < 0", BailReason.SHIFT, at);
        yield "(" + a + " >> least_of(" + b + ", 63L))";
      }
      case WRAP_ADD, WRAP_SUB, WRAP_MUL ->
          e.op().name().substring("WRAP_".length()) + "(" + a + ", " + b + ")";
      case INT_QUOTIENT, INT_REMAINDER -> {
        if (e.checked()) {
          failIf(b + " == 0", BailReason.ZERO_DIVISION, at);
        }
        String name = e.op() == BinaryOp.INT_QUOTIENT ? "java_div" : "java_rem";
        yield text.temporary(ScalarType.INT, name + "(" + a + ", " + b + ")");
      }
      case SHIFT_LEFT -> "((I)((U)" + a + " << (" + b + " & 63)))";
      case SHIFT_RIGHT -> "(" + a + " >> (" + b + " & 63))";
      case SHIFT_RIGHT_UNSIGNED -> "((I)((U)" + a + " >> (" + b + " & 63)))";
      default -> throw new IllegalStateException("no operation of two ints: " + e.op());
    };
  }

  private static String leaves52(String a) {
    return a + " >= 0x10000000000000L || " + a + " <= -0x10000000000000L";
  }
}
