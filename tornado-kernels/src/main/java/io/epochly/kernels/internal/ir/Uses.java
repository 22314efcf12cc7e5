package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the parameters of a kernel that statements use. */
public final class Uses extends Walker {
  private final Set<Var> vars = new HashSet<>();
  private final Set<ArrayRef> arrays = new LinkedHashSet<>();

  private Uses() {}

  public static Set<Param> of(Kernel kernel, List<Stmt> body) {
    Uses uses = new Uses();
    uses.walk(body);
    Set<Param> result = new HashSet<>();
    for (Param param : kernel.params()) {
      boolean used =
          switch (param) {
            case Param.Scalar scalar -> uses.vars.contains(scalar.var());
            case ArrayParam array -> uses.arrays.contains(array);
            case Param.Opaque _ -> false;
          };
      if (used) {
        result.add(param);
      }
    }
    return result;
  }

  /** The variables and arrays that an expression uses, statements inside it included. */
  static Set<Object> in(Expr expression) {
    Uses uses = new Uses();
    uses.walk(expression);
    Set<Object> result = new HashSet<>(uses.vars);
    result.addAll(uses.arrays);
    return result;
  }

  /** The variables that refer to lists which statements use. */
  static Set<ArrayVar> lists(List<Stmt> body) {
    Uses uses = new Uses();
    uses.walk(body);
    Set<ArrayVar> result = new LinkedHashSet<>();
    for (ArrayRef array : uses.arrays) {
      if (array instanceof ArrayVar var) {
        result.add(var);
      }
    }
    return result;
  }

  /** The arrays of which statements load or store elements. */
  public static Set<ArrayRef> elements(List<Stmt> body) {
    Set<ArrayRef> result = new HashSet<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Store s) {
          result.add(s.array());
        }
      }

      @Override
      protected void enter(Expr expression) {
        if (expression instanceof Expr.Load e) {
          result.add(e.array());
        }
      }
    }.walk(body);
    return result;
  }

  @Override
  protected void enter(Stmt statement) {
    switch (statement) {
      case Stmt.Store s -> arrays.add(s.array());
      case Stmt.AssignArray s -> arrays.add(s.value());
      case Stmt.Append s -> arrays.add(s.var());
      case Stmt.Sort s -> arrays.add(s.var());
      case Stmt.AppendRow s -> arrays.addAll(List.of(s.var(), s.row()));
      case Stmt.StoreRow s -> arrays.addAll(List.of(s.array(), s.row()));
      case Stmt.Invoke s -> arrays.addAll(s.lists());
      case Stmt.Split s -> arrays.addAll(s.lists());
      case Stmt.Return s -> arrays.addAll(s.result().arrays());
      default -> {}
    }
  }

  @Override
  protected void enter(Expr expression) {
    switch (expression) {
      case Expr.Local e -> vars.add(e.var());
      case Expr.Load e -> arrays.add(e.array());
      case Expr.Length e -> arrays.add(e.array());
      case Expr.LeastLength e -> arrays.add(e.array());
      case Expr.Distinct e -> arrays.add(e.array());
      case Expr.Disjoint e -> {
        arrays.add(e.array());
        arrays.add(e.other());
      }
      default -> {}
    }
  }
}
