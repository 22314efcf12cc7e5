package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import java.util.List;
import java.util.Optional;

/**
 * A statement that adds to an element of ints: {@code a[i] += e}. Where a loop does nothing else
 * with an array, the sums are the same in whatever order its iterations run.
 *
 * @param amount what is added, or taken away
 * @param wraps whether only the low bits of the sum count
 */
public record Addition(
    ArrayRef array, Expr amount, boolean subtracts, boolean wraps, Position position) {
  /** What a store adds, if that is all it does. */
  public static Optional<Addition> of(Stmt.Store s) {
    ArrayType type = s.array().type();
    boolean java = type.store() == ArrayType.StoreRule.LOW_BITS;
    boolean wrapped = s.value() instanceof Expr.Unary u && u.op() == UnaryOp.INT_WRAP;
    Expr sum = wrapped ? ((Expr.Unary) s.value()).operand() : s.value();
    if (!hasWords(type.storage())
        || type.store() == ArrayType.StoreRule.READ_ONLY
        || !(sum instanceof Expr.Binary binary)
        || s.indices().stream().anyMatch(index -> usesOrDoes(index, s.array()))) {
      return Optional.empty();
    }
    boolean wraps =
        switch (binary.op()) {
          case WRAP_ADD, WRAP_SUB -> true;
          case INT_ADD, INT_SUB -> wrapped;
          default -> false;
        };
    boolean subtracts = binary.op() == BinaryOp.INT_SUB || binary.op() == BinaryOp.WRAP_SUB;
    boolean adds = binary.op() == BinaryOp.INT_ADD || binary.op() == BinaryOp.WRAP_ADD;
    // A sum of Java's whose checks are proven to hold, or one that wraps where a list's would not.
    if (wraps != java || !adds && !subtracts) {
      return Optional.empty();
    }
    Expr amount;
    if (isElement(binary.left(), s)) {
      amount = binary.right();
    } else if (adds && isElement(binary.right(), s)) {
      amount = binary.left();
    } else {
      return Optional.empty();
    }
    return usesOrDoes(amount, s.array())
        ? Optional.empty()
        : Optional.of(new Addition(s.array(), amount, subtracts, wraps, binary.position()));
  }

  /** Elements that devices add to as a whole. */
  private static boolean hasWords(Storage storage) {
    return switch (storage) {
      case INTS, LONGS, MEMORY_I32, MEMORY_I64, I32, I64 -> true;
      default -> false;
    };
  }

  private static boolean isElement(Expr e, Stmt.Store s) {
    return e instanceof Expr.Load load
        && load.array().equals(s.array())
        && load.indices().size() == s.indices().size()
        && same(load.indices(), s.indices());
  }

  private static boolean same(List<Expr> some, List<Expr> others) {
    for (int i = 0; i < some.size(); i++) {
      if (!Exprs.same(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether an expression reads the array, or assigns something on its way. */
  private static boolean usesOrDoes(Expr expression, ArrayRef array) {
    return Exprs.any(
        expression,
        e ->
            e instanceof Expr.Sequence
                || e instanceof Expr.Load load && load.array().equals(array));
  }

  /**
   * Whether the sum may leave what an element holds on its way in one order and not in another, and
   * the guest would see that: memory that takes no other ints, where a list just becomes another.
   */
  public boolean mustGrow() {
    return array.type().store() == ArrayType.StoreRule.CONVERT
        || array.type().store() == ArrayType.StoreRule.CONVERT_ROWS;
  }
}
