package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.ir.Exprs;
import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The JVM's operand stack while a block is lifted. Expressions on it are evaluated later than the
 * JVM does; what would change until then is first put into a variable.
 */
final class OperandStack {
  /** No name of a variable in a source begins so. */
  private static final String TEMPORARY = "#";

  private final List<Value> values = new ArrayList<>();

  private List<Stmt> body;

  OperandStack(List<Stmt> body) {
    this.body = body;
  }

  /** Whether a variable is one of those that stand for places of the stack. */
  static boolean isTemporary(Var var) {
    return var.name().startsWith(TEMPORARY);
  }

  void push(Value value) {
    values.add(value);
  }

  Value pop() {
    return values.removeLast();
  }

  Value.Number popNumber() {
    return (Value.Number) values.removeLast();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  void clear() {
    values.clear();
  }

  /** What follows stands in another node; the stack is as it was. */
  void continueIn(List<Stmt> other) {
    body = other;
  }

  /** Puts an expression into a variable, here. */
  Expr keep(Expr expression) {
    Var var = new Var(TEMPORARY + expression.type().name().charAt(0), expression.type());
    body.add(new Stmt.Assign(var, expression));
    return new Expr.Local(var);
  }

  /** The same, unless its value cannot change. */
  Expr kept(Expr expression) {
    return isStable(expression) ? expression : keep(expression);
  }

  private static boolean isStable(Expr expression) {
    return switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _ -> true;
      case Expr.Local(Var var) -> isTemporary(var);
      default -> false;
    };
  }

  // What the code does to what expressions read

  void beforeAssignment(Var var) {
    keepIf(e -> e instanceof Expr.Local(Var read) && read.equals(var));
  }

  void beforeAssignment(ArrayVar var) {
    keepIf(e -> e instanceof Expr.Load load && load.array() == var);
    keepIf(e -> e instanceof Expr.Length length && length.array() == var);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Value.Array array && array.root() == var) {
        ArrayVar kept = new ArrayVar(TEMPORARY + var.name(), var.type());
        body.add(new Stmt.AssignArray(kept, var));
        values.set(i, new Value.Array(kept, array.path()));
      }
    }
  }

  void beforeStore() {
    keepIf(Expr.Load.class::isInstance);
  }

  private void keepIf(Predicate<Expr> what) {
    for (int i = 0; i < values.size(); i++) {
      values.set(i, mapped(values.get(i), e -> Exprs.any(e, what) ? keep(e) : e));
    }
  }

  private interface Change {
    Expr of(Expr expression);
  }

  private static Value mapped(Value value, Change change) {
    return switch (value) {
      case Value.Number(Kind kind, Expr expr) -> new Value.Number(kind, change.of(expr));
      case Value.Layout layout -> layout;
      case Value.Array array ->
          new Value.Array(array.root(), array.path().stream().map(change::of).toList());
      case Value.Comparison c ->
          new Value.Comparison(
              c.of(), change.of(c.left()), change.of(c.right()), c.greaterForNan());
    };
  }

  // Between blocks

  /** What is on the stack, arrays by indices that nothing changes. */
  List<Value> stable() {
    List<Value> result = new ArrayList<>();
    for (Value value : values) {
      result.add(value instanceof Value.Array ? mapped(value, this::kept) : value);
    }
    return result;
  }

  /** Where a block that nothing has led to so far is to find these; they are moved there. */
  List<Value> entryFor(List<Value> leaving) {
    List<Value> entry = new ArrayList<>();
    Set<Var> taken = new HashSet<>();
    for (Value value : leaving) {
      entry.add(
          value instanceof Value.Array || value instanceof Value.Layout
              ? value
              : mapped(value, e -> place(e, taken)));
    }
    return entry;
  }

  /** A variable for a place of the stack; one that is one already stays where it is. */
  private Expr place(Expr expression, Set<Var> taken) {
    return expression instanceof Expr.Local(Var var) && isTemporary(var) && taken.add(var)
        ? expression
        : keep(expression);
  }

  /** Moves these to where another way into a block has put them; whether that can be. */
  boolean enter(List<Value> leaving, List<Value> known) {
    List<Stmt> moves = new ArrayList<>();
    Set<Var> targets = new HashSet<>();
    for (int i = 0; i < leaving.size(); i++) {
      Value from = leaving.get(i);
      Value to = known.get(i);
      if (from.equals(to)) {
        continue;
      }
      if (!(from instanceof Value.Number number)
          || !(to instanceof Value.Number(Kind _, Expr.Local(Var var)))) {
        return false;
      }
      if (!targets.add(var)) {
        return false;
      }
      moves.add(new Stmt.Assign(var, number.expr()));
    }
    // One place may be what another one is moved from.
    for (Value from : leaving) {
      boolean[] clash = {false};
      mapped(
          from,
          e -> {
            clash[0] |=
                Exprs.any(e, inner -> inner instanceof Expr.Local(Var v) && targets.contains(v));
            return e;
          });
      if (clash[0]) {
        return false;
      }
    }
    body.addAll(moves);
    return true;
  }

  // Instructions that move values

  void run(Opcode opcode) {
    switch (opcode) {
      case POP -> drop();
      case POP2 -> {
        if (!drop()) {
          drop();
        }
      }
      case DUP -> duplicate(1, 0);
      case DUP_X1 -> duplicate(1, 1);
      case DUP_X2 -> duplicate(1, 2);
      case DUP2 -> duplicate(2, 0);
      case DUP2_X1 -> duplicate(2, 1);
      case DUP2_X2 -> duplicate(2, 2);
      case SWAP -> values.add(values.size() - 2, values.removeLast());
      default -> throw new IllegalArgumentException("no instruction of the stack: " + opcode);
    }
  }

  /** Evaluates what nobody uses, as it may bail out; whether it took two slots. */
  private boolean drop() {
    Value value = pop();
    mapped(value, this::kept);
    return value.isWide();
  }

  private void duplicate(int slots, int below) {
    List<Value> copied = take(slots);
    List<Value> between = take(below);
    List<Value> kept = copied.stream().map(value -> mapped(value, this::once)).toList();
    values.addAll(kept);
    values.addAll(between);
    values.addAll(kept);
  }

  /** What is used twice is computed once. */
  private Expr once(Expr expression) {
    return expression instanceof Expr.Local ? expression : kept(expression);
  }

  private List<Value> take(int slots) {
    List<Value> result = new ArrayList<>();
    int left = slots;
    while (left > 0) {
      Value value = pop();
      left -= value.isWide() ? 2 : 1;
      result.addFirst(value);
    }
    return result;
  }
}
