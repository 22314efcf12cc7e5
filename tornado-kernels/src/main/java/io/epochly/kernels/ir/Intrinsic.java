package io.epochly.kernels.ir;

import static io.epochly.kernels.ir.ScalarType.FLOAT;

import java.util.List;

/** Functions of scalars that a kernel may call. Outside their domain they bail out. */
public enum Intrinsic {
  SQRT(FLOAT, FLOAT),
  EXP(FLOAT, FLOAT);

  private final ScalarType result;
  private final List<ScalarType> parameters;

  Intrinsic(ScalarType result, ScalarType... parameters) {
    this.result = result;
    this.parameters = List.of(parameters);
  }

  public ScalarType result() {
    return result;
  }

  public List<ScalarType> parameters() {
    return parameters;
  }
}
