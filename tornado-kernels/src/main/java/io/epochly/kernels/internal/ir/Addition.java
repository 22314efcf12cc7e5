package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import java.util.List;
import java.util.Optional;

/**
 * A statement that adds to an element, or combines it in another way of {@link Reduction}: {@code
 * a[i] += e}. Where a loop does nothing else with an array, what comes of it is the same in
 * whatever order its iterations run, if it is not a sum of floats.
 *
 * @param amount what is added, or taken away
 */
public record Addition(
    ArrayRef array, Expr amount, boolean subtracts, Reduction reduction, Position position) {
  /** What a store adds, if that is all it does. */
  public static Optional<Addition> of(Stmt.Store s) {
    ArrayType type = s.array().type();
    boolean java = type.store() == ArrayType.StoreRule.LOW_BITS;
    boolean wrapped = s.value() instanceof Expr.Unary u && u.op() == UnaryOp.INT_WRAP;
    Expr sum = wrapped ? ((Expr.Unary) s.value()).operand() : s.value();
    if (type.store() == ArrayType.StoreRule.READ_ONLY
        || s.indices().stream().anyMatch(index -> usesOrDoes(index, s.array()))) {
      return Optional.empty();
    }
    if (sum instanceof Expr.Select choice) {
      return java ? Optional.empty() : extreme(s, choice);
    }
    if (!(sum instanceof Expr.Binary binary)) {
      return Optional.empty();
    }
    boolean subtracts =
        switch (binary.op()) {
          case INT_SUB, WRAP_SUB, FLOAT_SUB -> true;
          default -> false;
        };
    Reduction reduction =
        switch (binary.op()) {
          case WRAP_ADD, WRAP_SUB -> Reduction.WRAP_SUM;
          case INT_ADD, INT_SUB -> wrapped ? Reduction.WRAP_SUM : Reduction.INT_SUM;
          case FLOAT_ADD, FLOAT_SUB -> Reduction.FLOAT_SUM;
          case INT_AND -> Reduction.INT_AND;
          case INT_OR -> Reduction.INT_OR;
          case INT_XOR -> Reduction.INT_XOR;
          default -> null;
        };
    // A sum of Java's whose checks are proven to hold, or one that wraps where a list's would not.
    if (reduction == null || (reduction == Reduction.WRAP_SUM) != java || !holds(type, reduction)) {
      return Optional.empty();
    }
    Expr amount;
    if (isElement(binary.left(), s)) {
      amount = binary.right();
    } else if (!subtracts && isElement(binary.right(), s)) {
      amount = binary.left();
    } else {
      return Optional.empty();
    }
    return usesOrDoes(amount, s.array())
        ? Optional.empty()
        : Optional.of(new Addition(s.array(), amount, subtracts, reduction, binary.position()));
  }

  /** {@code a[i] = (e < a[i] ? e : a[i])}, or of ints the other way round. */
  private static Optional<Addition> extreme(Stmt.Store s, Expr.Select e) {
    boolean last = isElement(e.otherwise(), s);
    Expr amount = last ? e.then() : e.otherwise();
    if (!last && (!isElement(e.then(), s) || e.type() != ScalarType.INT)
        || usesOrDoes(amount, s.array())
        || !(e.condition() instanceof Expr.Binary c)) {
      return Optional.empty();
    }
    boolean amountFirst = Exprs.same(c.left(), amount) && isElement(c.right(), s);
    if (!amountFirst && !(Exprs.same(c.right(), amount) && isElement(c.left(), s))) {
      return Optional.empty();
    }
    boolean less;
    switch (c.op()) {
      case INT_LT, FLOAT_LT -> less = true;
      case INT_GT, FLOAT_GT -> less = false;
      default -> {
        return Optional.empty();
      }
    }
    boolean least = less == (amountFirst == last);
    Reduction reduction =
        e.type() == ScalarType.INT
            ? least ? Reduction.INT_MIN : Reduction.INT_MAX
            : least ? Reduction.FLOAT_MIN : Reduction.FLOAT_MAX;
    return holds(s.array().type(), reduction)
        ? Optional.of(new Addition(s.array(), amount, false, reduction, c.position()))
        : Optional.empty();
  }

  /** Whether elements are not rounded, nor narrower than what is combined in a way that shrinks. */
  private static boolean holds(ArrayType type, Reduction reduction) {
    boolean sum = reduction == Reduction.INT_SUM;
    return switch (type.storage()) {
      case DOUBLES, MEMORY_F64, F64 -> reduction.type() == ScalarType.FLOAT;
      case INTS, LONGS, MEMORY_I64, I64 -> reduction.type() == ScalarType.INT;
      case MEMORY_I32, I32 -> sum || reduction == Reduction.WRAP_SUM;
      case MEMORY_I16, MEMORY_U16, MEMORY_I8, MEMORY_U8, I16, U16, I8, U8, U32 -> sum;
      default -> false;
    };
  }

  /** Whether devices add it, to elements that they add to as a whole. */
  public boolean isForDevices() {
    return isSum()
        && switch (array.type().storage()) {
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

  /** How often the statement uses the array. */
  public int uses() {
    return switch (reduction) {
      case INT_MIN, INT_MAX, FLOAT_MIN, FLOAT_MAX -> 3;
      default -> 2;
    };
  }

  /** Whether it does nothing else than to add ints. */
  boolean isSum() {
    return reduction == Reduction.INT_SUM || reduction == Reduction.WRAP_SUM;
  }

  /**
   * Whether the sum may leave what an element holds on its way in one order and not in another, and
   * the guest would see that: memory that takes no other ints, where a list just becomes another.
   */
  public boolean mustGrow() {
    return reduction == Reduction.INT_SUM
        && (array.type().store() == ArrayType.StoreRule.CONVERT
            || array.type().store() == ArrayType.StoreRule.CONVERT_ROWS);
  }
}
