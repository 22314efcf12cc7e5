package io.epochly.kernels.ir;

/** A parameter of a kernel. */
public sealed interface Param permits ArrayParam, Param.Scalar {
  String name();

  Type type();

  /** A scalar parameter: a local variable that has its value at entry. */
  record Scalar(Var var) implements Param {
    @Override
    public String name() {
      return var.name();
    }

    @Override
    public ScalarType type() {
      return var.type();
    }
  }
}
