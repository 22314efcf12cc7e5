package io.epochly.guest.internal.language;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes expressions of a kernel as the guest's source has them, as far as that can be told: what
 * the compiler keeps in variables of its own is written as what it put there.
 */
final class ExprText {
  /** Deeper ones are cut: a message is no listing. */
  private static final int DEPTH = 6;

  private static final String CUT = "...";
  private static final int ATOM = 9;

  /** What variables without a name in the source hold; those that are assigned once only. */
  private final Map<Var, Expr> hidden = new HashMap<>();

  private final Map<ArrayRef, ArrayRef> hiddenLists = new HashMap<>();
  private final Set<Object> several = new HashSet<>();

  ExprText(Kernel kernel) {
    kernel.body().forEach(this::collect);
  }

  private void collect(List<Stmt> statements) {
    statements.forEach(this::collect);
  }

  private void collect(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> {
        collect(s.value());
        if (s.value() instanceof Expr.Local(Var from) && !isHidden(s.var()) && isHidden(from)) {
          // A counter, which the guest has under the name of its loop's variable.
          remember(hidden, from, new Expr.Local(s.var()));
        } else if (isHidden(s.var())) {
          remember(hidden, s.var(), s.value());
        }
      }
      case Stmt.Store s -> {
        s.indices().forEach(this::collect);
        collect(s.value());
      }
      case Stmt.If s -> {
        collect(s.condition());
        collect(s.then());
        collect(s.otherwise());
      }
      case Stmt.CountedLoop s -> collect(s.body());
      case Stmt.While s -> {
        collect(s.condition());
        collect(s.body());
      }
      case Stmt.Block s -> collect(s.body());
      case Stmt.Return(Result.Scalar(Expr value)) -> collect(value);
      case Stmt.AssignArray s -> {
        if (isHidden(s.var().name())) {
          remember(hiddenLists, s.var(), s.value());
        }
      }
      default -> {}
    }
  }

  private void collect(Expr expression) {
    switch (expression) {
      case Expr.Unary e -> collect(e.operand());
      case Expr.Binary e -> {
        collect(e.left());
        collect(e.right());
      }
      case Expr.Select e -> {
        collect(e.condition());
        collect(e.then());
        collect(e.otherwise());
      }
      case Expr.Load e -> e.indices().forEach(this::collect);
      case Expr.Length e -> e.indices().forEach(this::collect);
      case Expr.Call e -> e.arguments().forEach(this::collect);
      case Expr.Sequence e -> {
        collect(e.statements());
        collect(e.value());
      }
      default -> {}
    }
  }

  private <K, V> void remember(Map<K, V> where, K key, V value) {
    if (several.contains(key)) {
      return;
    }
    V before = where.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      where.remove(key);
      several.add(key);
    }
  }

  /** The frontend gives a variable of the guest its name, a dot and what tells it from others. */
  private static boolean isHidden(String name) {
    return name.indexOf('.') < 0;
  }

  private static boolean isHidden(Var var) {
    return isHidden(var.name());
  }

  /**
   * The guest's name in the name of a variable, which those of called functions and the places of
   * generators stand before; or what it is that builtins keep in it.
   */
  static String guestName(String name) {
    String[] parts = name.split("\\.");
    int own = 0;
    while (own + 1 < parts.length && (parts[own].indexOf('@') >= 0 || parts[own].startsWith("["))) {
      own++;
    }
    return switch (parts[own]) {
      case "=total" -> "the total";
      case "=best" -> "the best item";
      case "=item" -> "an item";
      case "=result" -> "the result";
      default -> parts[own];
    };
  }

  String text(Expr expression) {
    return text(expression, 0, DEPTH);
  }

  /** An array with as many of the indices as there are. */
  String element(ArrayRef array, List<Expr> indices) {
    return element(array, indices, DEPTH);
  }

  /** What the guest calls an array. */
  String name(ArrayRef array) {
    ArrayRef known = array;
    for (int i = 0; i < DEPTH && hiddenLists.containsKey(known); i++) {
      known = hiddenLists.get(known);
    }
    return switch (known) {
      case io.epochly.kernels.ir.ArrayParam p -> p.name();
      case io.epochly.kernels.ir.ArrayVar v ->
          isHidden(v.name()) ? "the list" : guestName(v.name());
    };
  }

  private String element(ArrayRef array, List<Expr> indices, int depth) {
    if (array.type().storage().isBuffer() && !indices.isEmpty()) {
      return name(array) + "[" + list(indices, depth) + "]";
    }
    return name(array)
        + indices.stream()
            .map(index -> "[" + text(index, 0, depth - 1) + "]")
            .collect(Collectors.joining());
  }

  private String list(List<Expr> expressions, int depth) {
    return expressions.stream().map(e -> text(e, 0, depth - 1)).collect(Collectors.joining(", "));
  }

  /**
   * @param binding how closely what stands around it binds
   */
  private String text(Expr expression, int binding, int depth) {
    if (depth == 0) {
      return CUT;
    }
    return switch (expression) {
      case Expr.IntConst e -> Long.toString(e.value());
      case Expr.FloatConst e -> Double.toString(e.value());
      case Expr.BoolConst e -> e.value() ? "True" : "False";
      case Expr.Local(Var var) -> {
        if (!isHidden(var)) {
          yield guestName(var.name());
        }
        Expr held = hidden.get(var);
        yield held == null ? CUT : text(held, binding, depth - 1);
      }
      case Expr.Unary e -> unary(e, binding, depth);
      case Expr.Binary e -> {
        int own = precedence(e.op());
        // ** binds to the right, all others to the left.
        boolean power = own == ATOM - 1;
        String text =
            text(e.left(), power ? own + 1 : own, depth - 1)
                + " "
                + e.op().symbol()
                + " "
                + text(e.right(), power ? own : own + 1, depth - 1);
        yield own < binding ? "(" + text + ")" : text;
      }
      case Expr.Load e -> element(e.array(), e.indices(), depth);
      case Expr.Length e -> "len(" + element(e.array(), e.indices(), depth) + ")";
      case Expr.Call e ->
          e.function().name().toLowerCase(Locale.ROOT) + "(" + list(e.arguments(), depth) + ")";
      case Expr.Sequence e -> text(e.value(), binding, depth);
      case Expr.Select _, Expr.StripLoad _, Expr.LeastLength _, Expr.Disjoint _, Expr.Distinct _ ->
          CUT;
    };
  }

  private String unary(Expr.Unary e, int binding, int depth) {
    return switch (e.op()) {
      case INT_NEG, FLOAT_NEG -> "-" + text(e.operand(), ATOM - 1, depth - 1);
      case INT_INVERT -> "~" + text(e.operand(), ATOM - 1, depth - 1);
      case NOT -> "not " + text(e.operand(), ATOM, depth - 1);
      case INT_ABS, FLOAT_ABS -> "abs(" + text(e.operand(), 0, depth - 1) + ")";
      case FLOAT_TO_INT -> "int(" + text(e.operand(), 0, depth - 1) + ")";
      case INT_TO_FLOAT,
          INT_TO_BOOL,
          FLOAT_TO_BOOL,
          BOOL_TO_INT,
          INT_WRAP,
          INT_TO_BYTE,
          INT_TO_SHORT,
          INT_TO_CHAR,
          INT_TO_SINGLE,
          FLOAT_TO_SINGLE,
          FLOAT_SATURATE_INT,
          FLOAT_SATURATE_LONG ->
          text(e.operand(), binding, depth);
    };
  }

  private static int precedence(BinaryOp op) {
    return switch (op.symbol()) {
      case "|" -> 2;
      case "^" -> 3;
      case "&" -> 4;
      case "<<", ">>" -> 5;
      case "+", "-" -> 6;
      case "*", "/", "//", "%" -> 7;
      case "**" -> ATOM - 1;
      default -> 1;
    };
  }
}
