package io.epochly.kernels.ir;

import java.util.List;

/** A function of scalars that a kernel may call. */
public sealed interface ScalarFunction permits Intrinsic, JavaFunction {
  /** For listings and messages. */
  String name();

  ScalarType result();

  List<ScalarType> parameters();
}
