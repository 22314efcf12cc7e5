package io.epochly.conformance.fuzz;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rewrites of kernels that do things at the wrong time, in the wrong place, or not at all. */
final class WrongOrder {
  private WrongOrder() {}

  /** Negative indices are taken for ones that cannot be negative. */
  static UnaryOperator<Kernel> missingNegativeWrap() {
    return kernel ->
        new Transformer() {
          @Override
          protected Expr expression(Expr expression) {
            return super.expression(expression) instanceof Expr.Load l
                ? new Expr.Load(l.array(), l.indices(), unwrapped(l.checks()), l.position())
                : super.expression(expression);
          }

          @Override
          protected Stmt statement(Stmt statement) {
            return super.statement(statement) instanceof Stmt.Store s
                ? new Stmt.Store(
                    s.array(), s.indices(), unwrapped(s.checks()), s.value(), s.position())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  private static List<IndexCheck> unwrapped(List<IndexCheck> checks) {
    return checks.stream().map(c -> c == IndexCheck.WRAP ? IndexCheck.UPPER : c).toList();
  }

  /** A store at the beginning of a branch happens before its condition is asked. */
  static UnaryOperator<Kernel> storeBeforeCheck() {
    return kernel ->
        new Transformer() {
          @Override
          protected List<Stmt> statements(List<Stmt> statements) {
            List<Stmt> result = new ArrayList<>();
            for (Stmt statement : super.statements(statements)) {
              if (statement instanceof Stmt.If(Expr condition, var then, var otherwise)
                  && !then.isEmpty()
                  && then.getFirst() instanceof Stmt.Store store) {
                result.add(store);
                result.add(new Stmt.If(condition, then.subList(1, then.size()), otherwise));
              } else {
                result.add(statement);
              }
            }
            return result;
          }
        }.kernel(kernel);
  }

  /** A counter that is used after its loop has gone one step too far, as in C. */
  static UnaryOperator<Kernel> wrongLoopExitValue() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
            Stmt.CountedLoop loop = super.loop(s);
            Expr counter = new Expr.Local(loop.counter());
            List<Stmt> body = new ArrayList<>(loop.body());
            for (Stmt statement : loop.body()) {
              if (statement instanceof Stmt.Assign(Var var, Expr value) && value.equals(counter)) {
                body.add(
                    new Stmt.Assign(
                        var,
                        new Expr.Binary(
                            BinaryOp.INT_ADD, counter, loop.step(), true, loop.position())));
              }
            }
            return new Stmt.CountedLoop(
                loop.label(),
                loop.counter(),
                loop.start(),
                loop.stop(),
                loop.step(),
                body,
                loop.narrow(),
                loop.position());
          }
        }.kernel(kernel);
  }

  /** Both sides are computed, whichever is chosen. */
  static UnaryOperator<Kernel> shortCircuitLost() {
    return kernel ->
        new Transformer() {
          @Override
          protected Expr expression(Expr expression) {
            if (super.expression(expression)
                instanceof Expr.Select(Expr condition, Expr then, Expr otherwise)) {
              Var test = new Var("test", ScalarType.BOOL);
              Var left = new Var("left", then.type());
              Var right = new Var("right", otherwise.type());
              return new Expr.Sequence(
                  List.of(
                      new Stmt.Assign(test, condition),
                      new Stmt.Assign(left, then),
                      new Stmt.Assign(right, otherwise)),
                  new Expr.Select(
                      new Expr.Local(test), new Expr.Local(left), new Expr.Local(right)));
            }
            return super.expression(expression);
          }
        }.kernel(kernel);
  }
}
