package io.epochly.kernels.ir;

/** Something that elements are read from and stored into. */
public sealed interface ArrayRef permits ArrayParam, ArrayVar {
  String name();

  ArrayType type();
}
