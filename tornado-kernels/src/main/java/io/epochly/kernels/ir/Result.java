package io.epochly.kernels.ir;

import java.util.List;

/** What a kernel, or a function of one, returns. */
public sealed interface Result {
  /** Nothing: null for the caller. */
  record None() implements Result {}

  /** A number: {@link Long}, {@link Double} or {@link Boolean} for the caller. */
  record Scalar(Expr value) implements Result {}

  /**
   * A list: the operand itself when it was one, an {@link io.epochly.kernels.OperandRow} when it
   * was a row of one, else a new {@link io.epochly.kernels.ArrayArg} or {@link
   * io.epochly.kernels.NestedList}. One list is one object, wherever it stands in the result.
   */
  record Array(ArrayRef array) implements Result {}

  /**
   * One value made of several scalars, as many as its type has parts: a {@link
   * io.epochly.kernels.CompoundValue} for the caller.
   */
  record Compound(CompoundType type, List<Expr> parts) implements Result {
    public Compound {
      parts = List.copyOf(parts);
    }
  }

  /** The numbers in this, in order. */
  default List<Expr> scalars() {
    return switch (this) {
      case None _, Array _ -> List.of();
      case Compound r -> r.parts();
      case Scalar r -> List.of(r.value());
      case Tuple r -> r.items().stream().flatMap(item -> item.scalars().stream()).toList();
    };
  }

  /** The lists in this, in order. */
  default List<ArrayRef> arrays() {
    return switch (this) {
      case None _, Scalar _, Compound _ -> List.of();
      case Array r -> List.of(r.array());
      case Tuple r -> r.items().stream().flatMap(item -> item.arrays().stream()).toList();
    };
  }

  /** Several results: an {@code Object[]} for the caller. */
  record Tuple(List<Result> items) implements Result {
    public Tuple {
      items = List.copyOf(items);
    }
  }
}
