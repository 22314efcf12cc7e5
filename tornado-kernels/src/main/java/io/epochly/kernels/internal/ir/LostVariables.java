package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Variables of a kernel that a pass has left no assignment of. Still they may be read: behind a
 * test of whether they were assigned, which then does not hold, or where nothing ever comes by.
 */
final class LostVariables {
  private LostVariables() {}

  /** The kernel with some value for each; nothing where one of them refers to a list. */
  static Optional<Kernel> given(Kernel kernel) {
    if (!Variables.assignedLists(kernel.body()).containsAll(Uses.lists(kernel.body()))) {
      return Optional.empty();
    }
    Set<Var> lost = new LinkedHashSet<>(Variables.reads(kernel.body()).keySet());
    lost.removeAll(Variables.assigned(kernel.body()));
    for (Param param : kernel.params()) {
      if (param instanceof Param.Scalar scalar) {
        lost.remove(scalar.var());
      }
    }
    if (lost.isEmpty()) {
      return Optional.of(kernel);
    }
    List<Stmt> body = new ArrayList<>();
    for (Var var : lost) {
      Expr value =
          switch (var.type()) {
            case INT -> new Expr.IntConst(0);
            case FLOAT -> new Expr.FloatConst(0.0);
            case BOOL -> new Expr.BoolConst(false);
          };
      body.add(new Stmt.Assign(var, value));
    }
    body.addAll(kernel.body());
    return Optional.of(new Kernel(kernel.name(), kernel.params(), body, kernel.functions()));
  }
}
