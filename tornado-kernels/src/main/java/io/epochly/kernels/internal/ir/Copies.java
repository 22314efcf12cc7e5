package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads of a variable that in a loop only ever holds the loop's counter become reads of the
 * counter, which may live in an int, and whose bounds are those of this loop: a variable may be
 * that of several loops.
 */
final class Copies extends Transformer {
  private final Map<Var, Expr> copies = new HashMap<>();

  private Copies() {}

  static Stmt.CountedLoop propagate(Stmt.CountedLoop loop) {
    return new Copies().loop(loop);
  }

  @Override
  protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
    Map<Var, Expr> outer = Map.copyOf(copies);
    Expr counter = new Expr.Local(s.counter());
    Map<Var, Integer> assignments = Variables.assignments(s.body());
    Set<Var> exposed = Unassigned.exposed(s.body());
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Assign(Var var, Expr value)
            && value.equals(counter)
            && assignments.get(var) == 1
            && !exposed.contains(var)) {
          copies.put(var, counter);
        }
      }
    }.walk(s.body());
    Stmt.CountedLoop result = super.loop(s);
    copies.clear();
    copies.putAll(outer);
    return result;
  }

  @Override
  protected Expr expression(Expr expression) {
    return expression instanceof Expr.Local(Var var) && copies.containsKey(var)
        ? copies.get(var)
        : super.expression(expression);
  }
}
