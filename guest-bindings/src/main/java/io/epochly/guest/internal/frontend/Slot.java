package io.epochly.guest.internal.frontend;

import java.util.EnumSet;
import java.util.Set;

/** What is known of a local variable of the guest at a point of the program. */
sealed interface Slot {
  /** A scalar of one of these kinds, or not bound; with several kinds its tag tells which. */
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

  /** Not one thing on every path; it can be assigned, not read. */
  record Conflict() implements Slot {}

  /** What is known where two paths meet. */
  static Slot join(Slot a, Slot b) {
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Scalars x && b instanceof Scalars y) {
      EnumSet<Kind> kinds = EnumSet.copyOf(x.kinds());
      kinds.addAll(y.kinds());
      return new Scalars(kinds);
    }
    return new Conflict();
  }
}
