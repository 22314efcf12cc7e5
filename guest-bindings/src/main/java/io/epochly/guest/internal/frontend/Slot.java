package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of a local variable of the guest at a point of the program. */
sealed interface Slot {
  /**
   * A number or character of one of these kinds, None or not bound; with several kinds its tag
   * tells which.
   */
  record Scalars(Set<Kind> kinds) implements Slot {
    static final Scalars UNBOUND = new Scalars(EnumSet.of(Kind.UNBOUND));

    static Scalars of(Kind kind) {
      return new Scalars(EnumSet.of(kind));
    }

    boolean tagged() {
      return kinds.size() > 1;
    }
  }

  /** An array, or a row of one. */
  record Array(Value.Array value) implements Slot {}

  /** A list that the variable's own array variable refers to. */
  record ListOf(ArrayType type) implements Slot {}

  /** Something from outside or a constant that needs no variable: a str, a list of complex. */
  record Fixed(Value value) implements Slot {}

  /** A tuple of this many values, each in a variable of its own. */
  record TupleOf(int size) implements Slot {}

  /** An argument that is an object of a class of the guest. */
  record Instance(int argument) implements Slot {}

  /** {@code None} on every path. */
  record Nothing() implements Slot {}

  /** Not one thing on every path; it can be assigned, not read. */
  record Conflict() implements Slot {}

  private static Optional<ArrayType> listType(Slot slot) {
    return switch (slot) {
      case ListOf list -> Optional.of(list.type());
      case Array(Value.Array(ArrayRef ref, List<Expr> indices))
          when !ref.type().storage().isBuffer() ->
          Optional.of(ref.type().row(indices.size()));
      default -> Optional.empty();
    };
  }

  private static boolean isNumber(Slot slot) {
    return slot instanceof Scalars && !slot.equals(Scalars.UNBOUND);
  }

  /** What is known where two paths meet. */
  static Slot join(Slot a, Slot b) {
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Nothing && isNumber(b)) {
      return join(Scalars.of(Kind.NONE), b);
    }
    if (b instanceof Nothing && isNumber(a)) {
      return join(a, Scalars.of(Kind.NONE));
    }
    if (a instanceof Scalars x && b instanceof Scalars y) {
      EnumSet<Kind> kinds = EnumSet.copyOf(x.kinds());
      kinds.addAll(y.kinds());
      return new Scalars(kinds);
    }
    Optional<ArrayType> x = listType(a);
    return x.isPresent() && x.equals(listType(b)) ? new ListOf(x.get()) : new Conflict();
  }
}
