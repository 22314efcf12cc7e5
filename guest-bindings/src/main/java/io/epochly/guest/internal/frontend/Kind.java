package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ScalarType;

/** What a local variable may hold at a point of the program. */
enum Kind {
  UNBOUND,
  BOOL,
  INT,
  FLOAT,
  COMPLEX,
  /** A str of one character. */
  CHARACTER,
  NONE;

  /** The value of a variable's tag for this kind. */
  long tag() {
    return ordinal();
  }

  ScalarType type() {
    return switch (this) {
      case BOOL -> ScalarType.BOOL;
      case INT -> ScalarType.INT;
      case FLOAT -> ScalarType.FLOAT;
      case UNBOUND, NONE, COMPLEX, CHARACTER ->
          throw new IllegalStateException(this + " is no scalar");
    };
  }

  /** Whether its values are single scalars, which operations can choose between by type. */
  boolean isScalar() {
    return switch (this) {
      case BOOL, INT, FLOAT -> true;
      case UNBOUND, NONE, COMPLEX, CHARACTER -> false;
    };
  }

  static Kind of(ScalarType type) {
    return switch (type) {
      case BOOL -> BOOL;
      case INT -> INT;
      case FLOAT -> FLOAT;
    };
  }
}
