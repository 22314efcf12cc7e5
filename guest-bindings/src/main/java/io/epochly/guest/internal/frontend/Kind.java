package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ScalarType;

/** What a local variable may hold at a point of the program. */
enum Kind {
  UNBOUND,
  BOOL,
  INT,
  FLOAT;

  /** The value of a variable's tag for this kind. */
  long tag() {
    return ordinal();
  }

  ScalarType type() {
    return switch (this) {
      case BOOL -> ScalarType.BOOL;
      case INT -> ScalarType.INT;
      case FLOAT -> ScalarType.FLOAT;
      case UNBOUND -> throw new IllegalStateException("an unbound variable has no type");
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
