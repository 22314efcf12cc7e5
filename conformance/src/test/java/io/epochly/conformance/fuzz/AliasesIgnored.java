package io.epochly.conformance.fuzz;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads lists that the kernel does not store into by their own name from copies made at entry, as
 * if no other name could lead to them.
 */
final class AliasesIgnored implements UnaryOperator<Kernel> {
  @Override
  public Kernel apply(Kernel kernel) {
    Set<ArrayRef> changed = changed(kernel);
    Map<ArrayRef, ArrayVar> copies = new HashMap<>();
    List<Stmt> body = new ArrayList<>();
    for (Param param : kernel.params()) {
      if (param instanceof ArrayParam p
          && p.type().rank() == 1
          && !p.type().storage().isBuffer()
          && !changed.contains(p)) {
        ArrayVar copy = new ArrayVar("copy." + p.name(), p.type());
        copies.put(p, copy);
        body.addAll(copied(p, copy));
      }
    }
    Kernel redirected =
        new Transformer() {
          @Override
          protected Expr expression(Expr expression) {
            return super.expression(expression) instanceof Expr.Load l
                    && copies.get(l.array()) instanceof ArrayVar copy
                ? new Expr.Load(copy, l.indices(), l.checks(), l.position())
                : super.expression(expression);
          }
        }.kernel(kernel);
    body.addAll(redirected.body());
    return new Kernel(kernel.name(), kernel.params(), body);
  }

  private static Set<ArrayRef> changed(Kernel kernel) {
    Set<ArrayRef> changed = new HashSet<>();
    Transformer look =
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            switch (statement) {
              case Stmt.Store s -> changed.add(s.array());
              case Stmt.AssignArray s -> changed.add(s.value());
              default -> {}
            }
            return super.statement(statement);
          }
        };
    look.kernel(kernel);
    return changed;
  }

  private static List<Stmt> copied(ArrayParam from, ArrayVar to) {
    Expr length = new Expr.Length(from, List.of(), List.of(), Position.NONE);
    Expr fill =
        switch (from.type().element()) {
          case INT -> new Expr.IntConst(0);
          case FLOAT -> new Expr.FloatConst(0);
          case BOOL -> new Expr.BoolConst(false);
        };
    Var k = new Var("k", ScalarType.INT);
    List<Expr> index = List.of(new Expr.Local(k));
    List<IndexCheck> checks = List.of(IndexCheck.NONE);
    return List.of(
        new Stmt.NewArray(to, length, fill, Position.NONE),
        new Stmt.CountedLoop(
            new Label("copy"),
            k,
            new Expr.IntConst(0),
            length,
            new Expr.IntConst(1),
            List.of(
                new Stmt.Store(
                    to,
                    index,
                    checks,
                    new Expr.Load(from, index, checks, Position.NONE),
                    Position.NONE)),
            false,
            Position.NONE));
  }
}
