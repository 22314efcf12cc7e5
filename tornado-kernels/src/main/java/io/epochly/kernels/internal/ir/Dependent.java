package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.ir.Position;

/** Says that iterations of a loop may depend on each other, and by what. */
final class Dependent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Dependence dependence;

  Dependent(Dependence.Kind kind, String name, Position position) {
    super(null, null, false, false);
    this.dependence = new Dependence(kind, name, position);
  }

  Dependence dependence() {
    return dependence;
  }
}
