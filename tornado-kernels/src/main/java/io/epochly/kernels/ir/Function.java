package io.epochly.kernels.ir;

import java.util.List;

/**
 * A function inside a kernel, which its body and other functions may call. It has variables of its
 * own; of the kernel's parameters it may read those that nothing assigns, and use the arrays.
 *
 * @param scalars variables that have the call's scalar arguments at entry
 * @param lists variables that refer to the call's lists at entry
 * @param scalarResults the types of the numbers that each {@link Stmt.Return} in it gives, in order
 * @param listResults the types of the lists that it gives, in order
 */
public record Function(
    Callee callee,
    List<Var> scalars,
    List<ArrayVar> lists,
    List<ScalarType> scalarResults,
    List<ArrayType> listResults,
    List<Stmt> body) {
  public Function {
    scalars = List.copyOf(scalars);
    lists = List.copyOf(lists);
    scalarResults = List.copyOf(scalarResults);
    listResults = List.copyOf(listResults);
    body = List.copyOf(body);
  }

  /** The same function with another body. */
  public Function withBody(List<Stmt> other) {
    return new Function(callee, scalars, lists, scalarResults, listResults, other);
  }
}
