package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.internal.ir.Variables;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which values of a body that computes as Java does are ints of 32 bits, or binary32 floats,
 * by how they are made. Variables that hold nothing else live in a JVM {@code int} or {@code
 * float}. Bodies that do not compute as Java does have none.
 */
final class SmallValues {
  private final boolean isJava;
  private final Set<Var> variables = new HashSet<>();
  private final Set<Var> counters = new HashSet<>();

  /**
   * @param fixed variables whose form others have decided, as those of parameters
   */
  SmallValues(List<Stmt> body, Set<Var> fixed) {
    Map<Var, List<Expr>> assigned = new HashMap<>();
    Set<Var> others = new HashSet<>(fixed);
    Set<Var> wide = new HashSet<>();
    boolean[] java = {false};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.Assign s ->
              assigned.computeIfAbsent(s.var(), _ -> new ArrayList<>()).add(s.value());
          case Stmt.CountedLoop s -> {
            others.add(s.counter());
            if (s.narrow()) {
              counters.add(s.counter());
            } else {
              // Of a loop that stands twice, one may be narrow and the other one not.
              wide.add(s.counter());
            }
          }
          case Stmt.Store s -> java[0] |= isJava(s.array());
          case Stmt.Invoke s -> others.addAll(s.scalarResults());
          case Stmt.Split s -> others.addAll(s.results());
          default -> {}
        }
      }

      @Override
      protected void enter(Expr expression) {
        java[0] |=
            switch (expression) {
              case Expr.Load e -> isJava(e.array());
              case Expr.Unary e -> isJava(e.op());
              case Expr.Call e -> e.function() instanceof JavaFunction;
              default -> false;
            };
      }
    }.walk(body);
    counters.removeAll(wide);
    isJava = java[0];
    if (!isJava) {
      return;
    }
    variables.addAll(Variables.assigned(body));
    variables.removeAll(others);
    variables.retainAll(assigned.keySet());
    variables.removeIf(var -> var.type() == ScalarType.BOOL);
    // Each may be small only because others are.
    while (variables.removeIf(
        var -> !var.isSmall() && !assigned.get(var).stream().allMatch(this::isSmall))) {}
  }

  private static boolean isJava(ArrayRef array) {
    return array.type().store() == ArrayType.StoreRule.LOW_BITS;
  }

  private static boolean isJava(UnaryOp op) {
    return switch (op) {
      case INT_WRAP,
          INT_TO_BYTE,
          INT_TO_SHORT,
          INT_TO_CHAR,
          INT_TO_SINGLE,
          FLOAT_TO_SINGLE,
          FLOAT_SATURATE_INT,
          FLOAT_SATURATE_LONG ->
          true;
      default -> false;
    };
  }

  /** Whether the body computes as Java does. */
  boolean isJava() {
    return isJava;
  }

  /** Whether a variable lives in a JVM {@code int} or {@code float}. */
  boolean isSmall(Var var) {
    return variables.contains(var);
  }

  /** Whether a value is surely an int of 32 bits, or a binary32. */
  boolean isSmall(Expr expression) {
    return isJava
        && switch (expression) {
          case Expr.IntConst(long value) -> value == (int) value;
          case Expr.FloatConst(double value) ->
              Double.doubleToRawLongBits((float) value) == Double.doubleToRawLongBits(value);
          case Expr.BoolConst _,
              Expr.StripLoad _,
              Expr.LeastLength _,
              Expr.Disjoint _,
              Expr.Distinct _ ->
              false;
          case Expr.Local(Var var) ->
              var.isSmall() || variables.contains(var) || counters.contains(var);
          case Expr.Unary e -> isSmall(e);
          case Expr.Binary e -> isSmall(e);
          case Expr.Select e -> isSmall(e.then()) && isSmall(e.otherwise());
          case Expr.Length _ -> true;
          case Expr.Load e ->
              switch (e.array().type().storage()) {
                case FLOATS,
                    INTS,
                    SHORTS,
                    BYTES,
                    CHARS,
                    MEMORY_F32,
                    MEMORY_I32,
                    MEMORY_I16,
                    MEMORY_U16,
                    MEMORY_I8,
                    MEMORY_U8 ->
                    true;
                default -> false;
              };
          case Expr.Call e ->
              switch (e.function()) {
                case JavaFunction f ->
                    switch (f.type().returnType().descriptorString()) {
                      case "I", "B", "S", "C", "F" -> true;
                      default -> false;
                    };
                case Intrinsic f ->
                    (f == Intrinsic.MIN || f == Intrinsic.MAX)
                        && e.arguments().stream().allMatch(this::isSmall);
              };
          case Expr.Sequence e -> isSmall(e.value());
        };
  }

  private boolean isSmall(Expr.Unary e) {
    return switch (e.op()) {
      case INT_WRAP,
          INT_TO_BYTE,
          INT_TO_SHORT,
          INT_TO_CHAR,
          FLOAT_SATURATE_INT,
          BOOL_TO_INT,
          FLOAT_TO_SINGLE,
          INT_TO_SINGLE ->
          true;
      case FLOAT_NEG, FLOAT_ABS, INT_INVERT -> isSmall(e.operand());
      default -> false;
    };
  }

  private boolean isSmall(Expr.Binary e) {
    return switch (e.op()) {
      case INT_AND, INT_OR, INT_XOR, INT_REMAINDER -> isSmall(e.left()) && isSmall(e.right());
      case SHIFT_RIGHT -> isSmall(e.left());
      default -> false;
    };
  }

  /** Whether a count of a shift is one of an int: the JVM takes the low five bits of it. */
  static boolean isIntCount(Expr count) {
    return switch (count) {
      case Expr.IntConst(long value) -> value >= 0 && value < Integer.SIZE;
      case Expr.Binary e ->
          e.op() == BinaryOp.INT_AND && e.right().equals(new Expr.IntConst(Integer.SIZE - 1));
      default -> false;
    };
  }
}
