package io.epochly.kernels.ir;

/** A parameter of a kernel. */
public sealed interface Param permits ArrayParam, Param.Scalar, Param.Opaque {
  String name();

  Type type();

  /** A parameter that the kernel ignores; its operand may be anything. */
  record Opaque(String name) implements Param {
    @Override
    public OpaqueType type() {
      return OpaqueType.OBJECT;
    }
  }

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
