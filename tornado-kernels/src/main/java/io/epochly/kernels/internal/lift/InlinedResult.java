package io.epochly.kernels.internal.lift;

import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Optional;

/** What a method whose code is put in returns, from wherever it does. */
final class InlinedResult {
  private final String name;
  private Optional<Value> value = Optional.empty();

  InlinedResult(String name) {
    this.name = name;
  }

  /**
   * Puts what one return gives where all others put theirs.
   *
   * @throws Refusal where that is an array of arrays, or of another type than another return's
   */
  void take(Node from, Value returned, int line) {
    switch (returned) {
      case Value.Number(Value.Kind kind, Expr expr) -> {
        if (value.isEmpty()) {
          value = Optional.of(new Value.Number(kind, new Expr.Local(Frame.variable(name, kind))));
        }
        Var var = ((Expr.Local) ((Value.Number) value.get()).expr()).var();
        from.body.add(new Stmt.Assign(var, expr));
      }
      case Value.Array array -> {
        if (!Inlining.canMove(array.root())) {
          throw new Refusal("a call that returns an array of arrays", line);
        }
        if (value.isEmpty()) {
          value = Optional.of(new Value.Array(new ArrayVar(name, array.root().type()), List.of()));
        }
        ArrayVar made = (ArrayVar) ((Value.Array) value.get()).root();
        if (!made.type().equals(array.root().type())) {
          throw new Refusal("a call that returns arrays of different types", line);
        }
        from.body.add(new Stmt.AssignArray(made, array.root()));
      }
      case Value.Layout _, Value.Comparison _ ->
          throw new IllegalStateException("no result: " + returned);
    }
  }

  /** What the call is worth, if the method returns at all. */
  Optional<Value> value() {
    return value;
  }
}
