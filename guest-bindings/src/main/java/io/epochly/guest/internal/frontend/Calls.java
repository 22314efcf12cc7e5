package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.ExprTy;

/**
 * Tells whether an expression contains calls or comprehensions: what is lowered to statements,
 * which run before what the expression's tree computes.
 */
final class Calls {
  private Calls() {}

  static boolean in(ExprTy node) {
    return switch (node) {
      case ExprTy.Call _, ExprTy.ListComp _, ExprTy.GeneratorExp _ -> true;
      case ExprTy.BinOp e -> in(e.left) || in(e.right);
      case ExprTy.UnaryOp e -> in(e.operand);
      case ExprTy.BoolOp e -> any(e.values);
      case ExprTy.Compare e -> in(e.left) || any(e.comparators);
      case ExprTy.IfExp e -> in(e.test) || in(e.body) || in(e.orElse);
      case ExprTy.Attribute e -> in(e.value);
      case ExprTy.Subscript e -> in(e.value) || in(e.slice);
      case ExprTy.Tuple e -> any(e.elements);
      case ExprTy.List e -> any(e.elements);
      case ExprTy.Slice e ->
          e.lower != null && in(e.lower)
              || e.upper != null && in(e.upper)
              || e.step != null && in(e.step);
      default -> false;
    };
  }

  private static boolean any(ExprTy[] nodes) {
    if (nodes != null) {
      for (ExprTy node : nodes) {
        if (in(node)) {
          return true;
        }
      }
    }
    return false;
  }
}
