package io.epochly.kernels.internal.lift;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Storage;
import java.util.List;

/** What stands for a value on the JVM's operand stack. */
sealed interface Value {
  /** A number that is one slot of the stack, or two. */
  record Number(Kind kind, Expr expr) implements Value {}

  /** An array that was passed to the kernel or made, or the row of it that the indices lead to. */
  record Array(ArrayRef root, List<Expr> path) implements Value {
    public Array {
      path = List.copyOf(path);
    }
  }

  /** How elements of memory are read and written: a constant of {@code ValueLayout}. */
  record Layout(Storage elements) implements Value {}

  /**
   * The sign of a comparison, which only a branch reads.
   *
   * @param greaterForNan what it is when one of two floats is no number
   */
  record Comparison(Kind of, Expr left, Expr right, boolean greaterForNan) implements Value {}

  /** The kinds of numbers; what is smaller than an int is an int. */
  enum Kind {
    INT,
    LONG,
    FLOAT,
    DOUBLE
  }

  /** Whether it takes two slots. */
  default boolean isWide() {
    return this instanceof Number(Kind kind, Expr _) && (kind == Kind.LONG || kind == Kind.DOUBLE);
  }
}
