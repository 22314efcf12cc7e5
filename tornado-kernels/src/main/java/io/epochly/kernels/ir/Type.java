package io.epochly.kernels.ir;

/** What a parameter or an expression of a kernel may be. */
public sealed interface Type permits ScalarType, ArrayType {}
